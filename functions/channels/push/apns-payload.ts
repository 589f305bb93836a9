import { createHash } from 'node:crypto';
import { appData, type PushMessage } from './push-message.ts';

/** Bytes that APNs takes as apns-collapse-id. */
const maxCollapseIdBytes = 64;

/**
 * A push message for APNs, its picture fetched by the app's notification service extension.
 * https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
 */
export const apnsPayload = (message: PushMessage) => {
  const { title, body, image, category, actions } = message;
  return {
    aps: {
      alert: { title, body },
      sound: 'default',
      'thread-id': category,
      // https://developer.apple.com/documentation/usernotifications/declaring-your-actionable-notification-types
      category: actions,
      'mutable-content': image === undefined ? undefined : 1,
    },
    ...appData(message),
    image,
  };
};

/**
 * What goes to APNs as headers, by SNS's message attributes.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html#sns-attrib-mobile-reserved
 */
export const apnsAttributes = (
  platform: 'APNS' | 'APNS_SANDBOX',
  { collapseKey, deliveryId, timeToLiveSeconds }: PushMessage,
): Readonly<Record<string, string>> => ({
  [`AWS.SNS.MOBILE.${platform}.TTL`]: String(timeToLiveSeconds),
  'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'alert',
  // A copy of a delivery takes the place of the first.
  'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': collapseId(collapseKey ?? deliveryId),
});

function collapseId(key: string): string {
  return Buffer.byteLength(key) <= maxCollapseIdBytes
    ? key
    : createHash('sha256').update(key).digest('base64url');
}
