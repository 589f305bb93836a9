import type * as z from 'zod';
import { DeviceToken, Email } from './address.ts';
import { PhoneNumber } from './phone-number.ts';
import type { AddressType } from './recipient.ts';

/**
 * The schema of each kind of address; what it returns is the normalized form. Apart from address.ts, so
 * that what only hashes and masks addresses does not carry what reads phone numbers.
 */
export const addressSchemas = {
  EMAIL: Email,
  PHONE_NUMBER: PhoneNumber,
  DEVICE_TOKEN: DeviceToken,
} as const satisfies Record<AddressType, z.ZodType<string>>;
