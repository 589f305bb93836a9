import type { Sending } from '#functions/channels/channel.ts';

/** One push message as every platform takes it, each in its own form. */
export interface PushMessage {
  readonly deliveryId: string;
  readonly notificationId: string;
  readonly templateId: string;
  readonly category: string;
  readonly title: string;
  readonly body: string;
  readonly image?: string | undefined;
  readonly link?: string | undefined;
  /** Of a set of buttons that the app knows. */
  readonly actions?: string | undefined;
  /** A template's own. */
  readonly data?: Readonly<Record<string, string>>;
  readonly collapseKey?: string | undefined;
  /** After which it is no longer worth showing. */
  readonly timeToLiveSeconds: number;
}

/** FCM and SNS keep a message for a device that is off for four weeks at most. */
const mostSeconds = 28 * 86_400;

/** A delivery as a push message. */
export const toPushMessage = (
  { content, deliveryId, notificationId, templateId, category, expiresAt }: Sending,
  now: number,
  data: Readonly<Record<string, string>> = {},
): PushMessage => ({
  deliveryId,
  notificationId,
  templateId,
  category,
  title: content.title ?? '',
  body: content.body ?? '',
  image: content.image,
  link: content.link,
  actions: content.actions,
  data,
  collapseKey: content.collapseKey,
  timeToLiveSeconds: Math.min(mostSeconds, Math.max(0, Math.floor((expiresAt - now) / 1000))),
});

/** What an app is told besides what it shows; FCM takes strings alone. */
export const appData = ({
  deliveryId,
  notificationId,
  templateId,
  category,
  link,
  actions,
  data = {},
}: PushMessage): Readonly<Record<string, string>> => ({
  ...data,
  deliveryId,
  notificationId,
  templateId,
  category,
  ...(link === undefined ? {} : { link }),
  ...(actions === undefined ? {} : { actions }),
});
