import { hash } from 'node:crypto';
import * as z from 'zod';

const notAnEmail = 'must be an e-mail address, such as ada@example.com';

/** RFC 5321, section 4.5.3.1.1, in bytes. */
const maxLocalPartLength = 64;

/**
 * An e-mail address, its domain in lower case and in ASCII (RFC 5890: bücher.example is
 * xn--bcher-kva.example), its local part as it is (RFC 5321, section 2.4: it may differ by case).
 */
export const Email = z
  .string()
  .max(320)
  .transform(withAsciiDomain)
  .pipe(z.email(notAnEmail))
  .refine((email) => email.lastIndexOf('@') <= maxLocalPartLength, notAnEmail)
  .meta({ format: 'idn-email', examples: ['ada@example.com'] });

/** What is no domain is left for the check that follows; URL would take blanks out of it. */
function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = at < 0 || /\s/.test(email) ? null : URL.parse(`http://${email.slice(at + 1)}`);
  return domain === null || domain.href !== `http://${domain.hostname}/`
    ? email
    : `${email.slice(0, at)}@${domain.hostname}`;
}

/** A push token as FCM or APNs issued it; never what could be a phone number, for both are claimed alike. */
export const DeviceToken = z
  .string()
  .regex(/^(?!\+)[\w:.+/=-]{16,4096}$/, 'must be a device token as FCM or APNs issued it');

/**
 * The key that an address is stored and compared under: 128 bits of SHA-256, base64url.
 * E-mail addresses compare without regard to case, as every mailbox provider treats them.
 */
export const hashAddress = (address: string): string =>
  hash('sha256', address.toLowerCase(), 'base64url').slice(0, 22);

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
