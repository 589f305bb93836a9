import * as z from 'zod';
import { invalidParameter } from './sns-error.ts';

/** What a push message shows on a device. */
export interface PushContent {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly link?: string | undefined;
  readonly deliveryId?: string | undefined;
}

const text = z.string().optional();
/** What travels beside what is shown; FCM takes strings only. */
const Data = z.object({ title: text, body: text, link: text, url: text, deliveryId: text });
const Notification = z.object({ title: text, body: text, click_action: text });
const FcmMessage = z.object({
  notification: Notification.optional(),
  data: Data.extend({ message: text, default: text }).catchall(z.string()).optional(),
  webpush: z.object({ fcm_options: z.object({ link: text }).optional() }).optional(),
});
/** The present API of FCM, or the form of the one that ended in 2024, which SNS still turns into it. */
const Fcm = z.union([
  z
    .object({ fcmV1Message: z.object({ message: FcmMessage }) })
    .transform(({ fcmV1Message }) => fcmV1Message.message),
  FcmMessage.extend({ fcmV1Message: z.undefined().optional() }),
]);
const Apns = Data.extend({
  aps: z.object({
    alert: z
      .union([z.string().transform((body) => ({ title: undefined, body })), Notification])
      .optional(),
  }),
});

/** Reads what SNS hands to a platform, or refuses it. */
export const readPush = (platform: string, payload: string): PushContent => {
  if (platform.startsWith('APNS')) {
    const { aps, link, url, deliveryId } = check(Apns, platform, payload);
    return { title: aps.alert?.title, body: aps.alert?.body, link: link ?? url, deliveryId };
  }
  const { notification, data, webpush } = check(Fcm, platform, payload);
  return {
    title: notification?.title ?? data?.title,
    body: notification?.body ?? data?.body ?? data?.message ?? data?.default,
    link: data?.link ?? data?.url ?? webpush?.fcm_options?.link ?? notification?.click_action,
    deliveryId: data?.deliveryId,
  };
};

function check<Schema extends z.ZodType>(
  schema: Schema,
  platform: string,
  payload: string,
): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(platform, payload));
  if (parsed.success) return parsed.data;
  throw invalidParameter(
    `Message Reason: Invalid ${platform} payload. ${z.prettifyError(parsed.error)}`,
  );
}

function parseJson(platform: string, payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    throw invalidParameter(`Message Reason: ${platform} payload is not valid JSON`);
  }
}
