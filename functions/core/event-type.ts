import { type HeraldEvent, isReply } from './event.ts';
import { EngagementKind } from './feedback.ts';
import { DeliveryStatus } from './status.ts';

const ofDelivery = (what: string) => `herald.delivery.${what.toLowerCase()}`;
const replyReceived = 'herald.reply.received';

/** The CloudEvents type of an event. */
export const eventType = (event: HeraldEvent): string =>
  isReply(event) ? replyReceived : ofDelivery(event.engagement ?? event.status);

/** Every type that is published. */
export const eventTypes: readonly string[] = [
  ...[...DeliveryStatus.options, ...EngagementKind.options].map(ofDelivery),
  replyReceived,
];
