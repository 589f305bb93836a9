import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Characters of a URL. */
export const maxUrlLength = 2_048;

/** Names that resolve inside somebody's network only, whatever a resolver says (RFC 6761, 6762, 8375). */
const insideSuffixes = ['.localhost', '.local', '.internal', '.home.arpa', '.test', '.invalid'];

/** A URL that may be told, or what is wrong with it; the detail quotes nothing of it. */
export type WebhookUrlCheck =
  | { readonly kind: 'valid'; readonly url: URL }
  | { readonly kind: 'invalid'; readonly detail: string };

/** Where to find a URL's host: an IPv6 address stands in brackets there. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * Parses the URL of a receiver: https on any port, to a name or address of the public internet. Where a name
 * leads is checked when it is called (connect-to.ts).
 */
export const parseWebhookUrl = (text: string, allowLoopback: boolean): WebhookUrlCheck => {
  if (text.length > maxUrlLength || !URL.canParse(text)) {
    return invalid('must be a URL, such as https://hooks.example.com/herald');
  }
  const url = new URL(text);
  const host = hostOf(url).replace(/\.$/, '');
  if (url.username !== '' || url.password !== '') {
    return invalid('must not hold credentials; check the signature instead');
  }
  if (url.hash !== '') return invalid('must not have a fragment');
  if (allowLoopback && url.protocol === 'http:' && host === '127.0.0.1') {
    return { kind: 'valid', url };
  }
  if (url.protocol !== 'https:') return invalid('must begin with https://');
  const isPublic =
    isIP(host) === 0
      ? host.includes('.') && !insideSuffixes.some((suffix) => host.endsWith(suffix))
      : isPublicAddress(host);
  return isPublic ? { kind: 'valid', url } : invalid('must lead to a host of the public internet');
};

function invalid(detail: string): WebhookUrlCheck {
  return { kind: 'invalid', detail: `The URL ${detail}.` };
}
