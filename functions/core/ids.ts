import { hash } from 'node:crypto';
import type { ChannelName } from './channel.ts';

const notificationIdPattern = /^ntf_[0-9a-z]{25}$/;
const notificationIdLength = 29;

/** True for what could be a notificationId; saves a look-up of what cannot. */
export const isNotificationId = (value: string): boolean => notificationIdPattern.test(value);

/** A notificationId out of 16 random bytes, for a send without a key. */
export const randomNotificationId = (randomBytes: Uint8Array): string =>
  `ntf_${base36(randomBytes)}`;

/**
 * The notificationId of a keyed send. It is derived, so that an execution repeated after a crash
 * finds what the first one wrote (invariant 2).
 */
export const derivedNotificationId = (parts: {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
  readonly position: number;
  readonly body: unknown;
}): string => {
  const text = JSON.stringify([parts.caller, parts.route, parts.key, parts.position, parts.body]);
  return `ntf_${base36(hash('sha256', text, 'buffer').subarray(0, 16))}`;
};

/** The key of a delivery inside its notification: channel and address, so that a repeat is the same. */
export const deliveryKey = (channel: ChannelName, addressHash: string): string =>
  `${channel}-${addressHash.slice(0, 10)}`;

/**
 * A deliveryId names its notification, so that feedback finds its record without an index.
 * Letters, digits, - and _ only: what SES admits in a message tag.
 */
export const deliveryId = (notificationId: string, key: string): string =>
  `${notificationId}-${key}`;

/** Splits a deliveryId into its notification and its key there; undefined for what is none. */
export const parseDeliveryId = (
  id: string,
): { readonly notificationId: string; readonly key: string } | undefined => {
  const notificationId = id.slice(0, notificationIdLength);
  const key = id.slice(notificationIdLength + 1);
  return isNotificationId(notificationId) && id[notificationIdLength] === '-' && key !== ''
    ? { notificationId, key }
    : undefined;
};

/** 16 bytes as 25 characters of 0-9a-z (36^25 is a little more than 2^128). */
export function base36(bytes: Uint8Array): string {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    .toString(36)
    .padStart(25, '0');
}
