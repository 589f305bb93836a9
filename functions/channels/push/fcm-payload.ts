import { appData, type PushMessage } from './push-message.ts';

/**
 * A push message for FCM's HTTP v1 API: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 * in the envelope of https://docs.aws.amazon.com/sns/latest/dg/sns-fcm-v1-payloads.html. JSON leaves out
 * what is undefined.
 */
export const fcmPayload = (message: PushMessage) => {
  const { title, body, image, link, actions, collapseKey, timeToLiveSeconds } = message;
  const hasApple = image !== undefined || actions !== undefined;
  // What is shown under the same tag is replaced: a copy of a delivery never stands beside the first.
  const tag = collapseKey ?? message.deliveryId;
  return {
    fcmV1Message: {
      message: {
        notification: { title, body, image },
        data: appData(message),
        android: {
          // FCM keeps four keys for a device that is off, so that a key for every message would lose some.
          collapse_key: collapseKey,
          ttl: `${timeToLiveSeconds}s`,
          notification: { tag },
        },
        webpush: {
          headers: { TTL: String(timeToLiveSeconds) },
          notification: { tag },
          // A browser opens pages by https alone.
          fcm_options: link?.startsWith('https://') ? { link } : undefined,
        },
        // An app on an iPhone may be registered with FCM too.
        apns: hasApple
          ? {
              payload: {
                aps: { category: actions, 'mutable-content': image === undefined ? undefined : 1 },
              },
              fcm_options: image === undefined ? undefined : { image },
            }
          : undefined,
      },
    },
  };
};
