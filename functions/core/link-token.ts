import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { parseDeliveryId } from './ids.ts';
import { Instant } from './instant.ts';
import { RecipientType, UserId } from './recipient.ts';

/** What a link lets its holder do: stop one kind of message, or see and change what they hear. */
export const LinkPurpose = z.enum(['UNSUBSCRIBE', 'PREFERENCES']);
export type LinkPurpose = z.infer<typeof LinkPurpose>;

/** An address as `hashAddress` names it: a link never shows one. */
const AddressHash = z.string().regex(/^[\w-]{22}$/);

/** Whom a link speaks for: a user by their id, or an address by its hash. */
const LinkHolder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('USER_ID'), id: UserId }),
  z.object({ type: RecipientType.exclude(['USER_ID']), id: AddressHash }),
]);
export type LinkHolder = z.infer<typeof LinkHolder>;

/** What a signed link says. */
export interface Link {
  readonly purpose: LinkPurpose;
  readonly holder: LinkHolder;
  /** Of the message that it came with. */
  readonly category: string;
  readonly channel: ChannelName;
  /** The delivery that it came with, so that declining is told with it; absent where nobody is to be told. */
  readonly deliveryId?: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** It is void from then on. */
  readonly expiresAt: number;
}

/** What a token turns out to be. */
export type CheckedLink =
  | { readonly kind: 'valid' | 'expired'; readonly link: Link }
  /** Not signed by any key of ours, or not of this form. */
  | { readonly kind: 'forged' };

const members = [
  LinkPurpose,
  RecipientType,
  z.string(),
  z.string().min(1),
  ChannelName,
  Instant,
  Instant,
] as const;

/** A link in the order in which it is signed; the first number counts the forms: the second names its delivery. */
const Payload = z.union([
  z.tuple([z.literal(1), ...members]),
  z.tuple([z.literal(2), ...members, z.string().refine((id) => parseDeliveryId(id) !== undefined)]),
]);

/** Payload and signature, in base64url; longer than any that we make, and short enough for a URL. */
const tokenForm = /^([\w-]{1,1000})\.([\w-]{43})$/;

/** Enough for HMAC-SHA-256: what is shorter was not generated. */
const leastKeyLength = 32;

/**
 * The keys that a secret holds, with white space between them: the first signs, all verify. A new key is put
 * second, and moved to the front when everybody has read it.
 */
export const linkKeysOf = (secret: string): readonly string[] => {
  const keys = secret.split(/\s+/).filter((key) => key !== '');
  if (keys.length === 0 || keys.some((key) => key.length < leastKeyLength)) {
    throw new Error(`The secret of the links needs keys of ${leastKeyLength} characters or more.`);
  }
  return keys;
};

/** Makes the token of a link: letters, digits, `-`, `_` and one dot. */
export const signLink = (link: Link, [key = '']: readonly string[]): string => {
  const { purpose, holder, category, channel, deliveryId, issuedAt, expiresAt } = link;
  const said = [purpose, holder.type, holder.id, category, channel, issuedAt, expiresAt] as const;
  const payload: z.input<typeof Payload> =
    deliveryId === undefined ? [1, ...said] : [2, ...said, deliveryId];
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${encoded}.${signatureOf(encoded, key)}`;
};

/** Reads a token, if one of the keys has signed it. What is signed is its text: no other text says the same. */
export const checkLink = (token: string, keys: readonly string[], now: number): CheckedLink => {
  const [, encoded, signature] = tokenForm.exec(token) ?? [];
  if (encoded === undefined || signature === undefined) return { kind: 'forged' };
  // Every key is tried, whichever fits: how long it takes tells nothing.
  const isSigned = keys
    .map((key) => timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(encoded, key))))
    .includes(true);
  const link = isSigned ? readLink(encoded) : undefined;
  if (link === undefined) return { kind: 'forged' };
  return { kind: now < link.expiresAt ? 'valid' : 'expired', link };
};

function signatureOf(encoded: string, key: string): string {
  return createHmac('sha256', key).update(encoded).digest('base64url');
}

/** Undefined for a form that is not known here: one of a later version, after a roll-back. */
function readLink(encoded: string): Link | undefined {
  const payload = Payload.safeParse(parseJson(Buffer.from(encoded, 'base64url').toString()));
  if (!payload.success) return undefined;
  const [, purpose, type, id, category, channel, issuedAt, expiresAt, deliveryId] = payload.data;
  const holder = LinkHolder.safeParse({ type, id });
  if (!holder.success) return undefined;
  const link = { purpose, holder: holder.data, category, channel, issuedAt, expiresAt };
  return deliveryId === undefined ? link : { ...link, deliveryId };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
