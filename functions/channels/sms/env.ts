import * as z from 'zod';
import { DeliveryEnv } from '#functions/delivery/env.ts';

/** Who can carry SMS: what End User Messaging cannot do in an account or a region, SNS can in all. */
const smsProviders = ['END_USER_MESSAGING', 'SNS'] as const;
export type SmsProviderName = (typeof smsProviders)[number];

/** What the SMS lanes need to know. */
export const SmsEnv = DeliveryEnv.extend({
  SMS_PROVIDER: z.enum(smsProviders),
  /**
   * Whom a message comes from, the account's default where absent. End User Messaging: the ARN of a phone
   * number, a pool or a sender ID; SNS: a number in E.164.
   */
  ORIGINATION_IDENTITY: z.string().min(1).optional(),
  /** Who is asked for what the first refuses, and whom it comes from then; absent for nobody. */
  FALLBACK_SMS_PROVIDER: z.enum(smsProviders).optional(),
  FALLBACK_ORIGINATION_IDENTITY: z.string().min(1).optional(),
  /** Of End User Messaging: without it nobody would report what became of a message. */
  CONFIGURATION_SET: z.string().min(1).optional(),
}).refine(
  ({ SMS_PROVIDER, FALLBACK_SMS_PROVIDER, CONFIGURATION_SET }) =>
    ![SMS_PROVIDER, FALLBACK_SMS_PROVIDER].includes('END_USER_MESSAGING') ||
    CONFIGURATION_SET !== undefined,
  { path: ['CONFIGURATION_SET'], error: 'END_USER_MESSAGING needs one' },
);
export type SmsEnv = z.input<typeof SmsEnv>;
