import * as z from 'zod';
import { ChannelOrders } from './channel-order.ts';
import { Instant } from './instant.ts';
import { Preferences, Provenance } from './preferences.ts';
import { QuietHours } from './quiet-hours.ts';
import { Suppressions } from './suppression.ts';

/** How a send names its recipient. */
export const RecipientType = z
  .enum(['USER_ID', 'EMAIL', 'PHONE_NUMBER', 'DEVICE_TOKEN'])
  .meta({ id: 'RecipientType', description: 'What recipientIdentifier is.' });
export type RecipientType = z.infer<typeof RecipientType>;

/** The kinds of address that a person can be reached at. */
export type AddressType = Exclude<RecipientType, 'USER_ID'>;

/** A BCP 47 language tag that the runtime's Intl accepts. */
export const Locale = z
  .string()
  .max(35)
  .refine(isLocale, 'must be a BCP 47 language tag, such as en or fr-CA')
  .meta({ id: 'Locale', description: 'A BCP 47 language tag.', examples: ['en', 'fr-CA'] });

/** An IANA time zone that the runtime's Intl knows. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone, such as Europe/Paris')
  .meta({ id: 'TimeZone', description: 'An IANA time zone.', examples: ['Europe/Paris'] });

/** A user's id is the company's own: any printable characters without a slash. */
export const UserId = z
  .string()
  .regex(/^[\w.@:+=~-]{1,128}$/, 'must be 1 to 128 letters, digits or . _ @ : + = ~ -')
  .meta({ id: 'UserId', description: "The company's own id of a user.", examples: ['demo-ada'] });

/** Longer than any address or device token. */
const maxIdentifierLength = 4_096;

/** A recipient as a send names it, its identifier already normalized. */
export const RecipientRef = z
  .object({ type: RecipientType, identifier: z.string().min(1).max(maxIdentifierLength) })
  .refine(({ type, identifier }) => type !== 'USER_ID' || UserId.safeParse(identifier).success);
export type RecipientRef = z.infer<typeof RecipientRef>;

/** Who carries push to a device; web push is FCM's. */
export const DevicePlatform = z
  .enum(['FCM', 'APNS'])
  .meta({ id: 'DevicePlatform', description: 'Who carries push to a device; web push is FCM.' });
export type DevicePlatform = z.infer<typeof DevicePlatform>;

/** A device that push reaches. */
export const Device = z.object({
  deviceId: z.string(),
  platform: DevicePlatform,
  token: z.string(),
  /** Of the SNS platform endpoint that stands for it. */
  endpointArn: z.string(),
});
export type Device = z.infer<typeof Device>;

/** The versions of a user's webhook secret; the secrets themselves are derived, and stored nowhere. */
export const WebhookSecretVersions = z.object({
  newest: z.int().positive(),
  /** What still signs beside it, and every version between, until the overlap ends. */
  oldest: z.int().positive(),
  overlapsUntil: Instant,
});
export type WebhookSecretVersions = z.infer<typeof WebhookSecretVersions>;

/** What Herald knows of a user. */
export const Profile = z.object({
  userId: UserId,
  username: z.string().optional(),
  email: z.string().optional(),
  phoneNumber: z.string().optional(),
  webhookUrl: z.string().optional(),
  /** Absent until it is first rotated. */
  webhookSecret: WebhookSecretVersions.optional(),
  locale: Locale.optional(),
  timeZone: TimeZone.optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
  devices: z.array(Device).default([]),
  /** Counts every change of devices, so that two at once lose nothing; absent until the first. */
  devicesVersion: z.int().optional(),
  preferences: Preferences.default({}),
  /** Counts every change of preferences: what If-Match compares. */
  preferencesVersion: z.int().default(0),
  /** When all preferences were last replaced: what was said at an address before then has had its day. */
  preferencesReplacedAt: Instant.optional(),
  /** Absent where the person said nothing: then the stage's default holds. */
  quietHours: QuietHours.optional(),
  /** Whose word they are; absent for those that were kept before it was. */
  quietHoursSaid: Provenance.optional(),
  /** Absent until the person says in which order they prefer to be told. */
  channelOrder: ChannelOrders.optional(),
  /** By address and channel: a copy of what the address items hold, so that one read shows all. */
  suppressions: Suppressions.default({}),
  /** Counts every write of the copy or the addresses, so that no late write undoes one; absent until the first. */
  suppressionsVersion: z.int().optional(),
  /** Every link that was issued to the person before then is void. */
  linksRevokedBefore: Instant.optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Profile = z.infer<typeof Profile>;

/** Whom the router found behind a RecipientRef: a known user, or an address and nothing more. */
export type Recipient =
  | { readonly kind: 'user'; readonly profile: Profile }
  | {
      readonly kind: 'address';
      readonly type: AddressType;
      readonly address: string;
      /** What whoever reads mail there said by an unsubscribe link. */
      readonly preferences: Preferences;
      readonly suppressions: Suppressions;
    }
  | { readonly kind: 'unknown-user'; readonly userId: string };

/** One person's key across Herald: the index of their notifications. */
export const recipientKey = (recipient: Recipient, hash: (address: string) => string): string => {
  if (recipient.kind === 'user') return `USER#${recipient.profile.userId}`;
  if (recipient.kind === 'unknown-user') return `USER#${recipient.userId}`;
  return `ADDRESS#${hash(recipient.address)}`;
};

/** Asking Intl costs more than all the rest of reading a profile; there are some 600 zones. */
const mostKnown = 1_000;
const knownLocales = new Set<string>();
const knownTimeZones = new Set<string>();

function isLocale(value: string): boolean {
  return isKnown(value, knownLocales, () => Intl.getCanonicalLocales(value));
}

function isTimeZone(value: string): boolean {
  return isKnown(value, knownTimeZones, () => new Intl.DateTimeFormat('en', { timeZone: value }));
}

function isKnown(value: string, known: Set<string>, ask: () => unknown): boolean {
  if (known.has(value)) return true;
  try {
    ask();
  } catch {
    return false;
  }
  // In any case of letters: what somebody makes up cannot fill the memory.
  if (known.size < mostKnown) known.add(value);
  return true;
}
