import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as z from 'zod';

/** What people write around a number: 15 digits at most (ITU-T E.164), and room for the rest. */
const maxLength = 40;

/**
 * A phone number with its country code, however it is written; normalized to E.164. It must have a length
 * that its country uses; whether its range has been handed out changes faster than any library.
 */
export const PhoneNumber = z
  .string()
  .max(maxLength)
  .meta({
    description: 'With its country code, however it is written; kept in E.164.',
    examples: ['+14155550100'],
  })
  .transform((text, context) => {
    const number = parsePhoneNumberFromString(text, { extract: false });
    if (number?.isPossible() && number.ext === undefined) return number.number;
    context.addIssue('must be a phone number with its country code, such as +14155550100');
    return z.NEVER;
  });
