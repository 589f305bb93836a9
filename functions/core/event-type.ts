import { eventSubject, type HeraldEvent, isReply } from './event.ts';
import { EngagementKind } from './feedback.ts';
import { OwnStatus } from './notification.ts';
import { DeliveryStatus } from './status.ts';

const ofDelivery = (what: string) => `herald.delivery.${what.toLowerCase()}`;
const ofNotification = (what: string) => `herald.notification.${what.toLowerCase()}`;
const replyReceived = 'herald.reply.received';

/** The CloudEvents type of an event. */
export const eventType = (event: HeraldEvent): string => {
  if (isReply(event)) return replyReceived;
  const { notificationId, status, engagement } = event;
  return eventSubject(event) === notificationId
    ? ofNotification(status)
    : ofDelivery(engagement ?? status);
};

/** Every type that is published. SENDING is a lease of some seconds, and told by what comes of it. */
export const eventTypes: readonly string[] = [
  ...[...OwnStatus.options, 'SKIPPED'].map(ofNotification),
  ...DeliveryStatus.exclude(['SENDING']).options.map(ofDelivery),
  ...EngagementKind.options.map(ofDelivery),
  replyReceived,
];
