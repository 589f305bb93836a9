import { createHmac } from 'node:crypto';
import type { WebhookSecretVersions } from '#core/recipient.ts';

/** How long an older secret signs beside the newest, so that a receiver can change over. */
const overlapMs = 86_400_000;

/** The most signatures of one request. */
const mostVersions = 4;

const neverRotated: WebhookSecretVersions = { newest: 1, oldest: 1, overlapsUntil: 0 };

/**
 * A secret as its receiver keeps it: derived from the master secret, so that nothing secret is in a table.
 * Receivers with different ids, and versions of one, tell nothing of each other.
 */
export const deriveWebhookSecret = (master: string, receiverId: string, version: number): string =>
  `whsec_${createHmac('sha256', master).update(`${receiverId}:${version}`).digest('base64')}`;

/** The version that a receiver is to check by. */
export const newestVersion = (versions: WebhookSecretVersions = neverRotated): number =>
  versions.newest;

/** The versions that sign now, newest first. */
export const signingVersions = (
  { newest, oldest, overlapsUntil }: WebhookSecretVersions = neverRotated,
  now: number,
): readonly number[] => {
  const last = now < overlapsUntil ? oldest : newest;
  return Array.from({ length: newest - last + 1 }, (_, position) => newest - position);
};

/**
 * The versions after one more rotation. Who rotates twice in a day, perhaps because the first answer was
 * lost, does not cut off a receiver that still has the one before both.
 */
export const rotateVersions = (
  versions: WebhookSecretVersions | undefined,
  now: number,
): WebhookSecretVersions => {
  const signing = signingVersions(versions, now);
  const newest = newestVersion(versions) + 1;
  const oldest = Math.max(signing.at(-1) ?? newest, newest - mostVersions + 1);
  return { newest, oldest, overlapsUntil: now + overlapMs };
};
