import { createHash } from 'node:crypto';
import * as z from 'zod';

/** An e-mail address, its domain in lower case (RFC 5321, section 2.4: local parts may differ by case). */
export const Email = z
  .email('must be an e-mail address, such as ada@example.com')
  .max(320)
  .transform((email) => {
    const at = email.lastIndexOf('@');
    return email.slice(0, at) + email.slice(at).toLowerCase();
  });

/** A push token as FCM or APNs issued it; never what could be a phone number, for both are claimed alike. */
export const DeviceToken = z
  .string()
  .regex(/^(?!\+)[\w:.+/=-]{16,4096}$/, 'must be a device token as FCM or APNs issued it');

/**
 * The key that an address is stored and compared under: 128 bits of SHA-256, base64url.
 * E-mail addresses compare without regard to case, as every mailbox provider treats them.
 */
export const hashAddress = (address: string): string =>
  createHash('sha256').update(address.toLowerCase()).digest('base64url').slice(0, 22);

/** An address as status pages show it: enough to recognize, too little to use. */
export const maskAddress = (address: string): string => {
  // A URL's path or query may be all that keeps others from using it.
  if (/^https?:/.test(address)) {
    return `${/^https?:\/\/[^/?#@]+(?=[/?#]|$)/.exec(address)?.[0] ?? 'https:/'}/***`;
  }
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address[0]}***${address.slice(at)}`;
  if (address.startsWith('+')) return `${address.slice(0, 3)}***${address.slice(-2)}`;
  return address.length <= 8 ? '***' : `${address.slice(0, 4)}***`;
};
