import * as z from 'zod';
import { EngagementKind } from '#core/feedback.ts';
import { isNotificationId, parseDeliveryId } from '#core/ids.ts';
import { isoTime } from '#core/instant.ts';
import type { NotificationRecord } from '#core/notification.ts';
import type { PublishEngagement } from '#platform/engagement-publisher.ts';
import { invalid } from '#platform/invalid.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import { type Route, route } from '#platform/route.ts';
import { noSuchNotification } from './cancel-notification.ts';

export interface EngagementRouteDeps {
  readonly notifications: Pick<NotificationsTable, 'get'>;
  readonly publishEngagement: PublishEngagement;
  readonly now: () => number;
}

const Params = z.object({ notificationId: z.string() });

const EngagementRequest = z
  .strictObject({
    deliveryId: z.string().max(100).meta({ description: 'As the message brought it to the app.' }),
    kind: EngagementKind.extract(['SEEN', 'OPENED', 'CLICKED', 'READ']),
  })
  .meta({ id: 'EngagementRequest', description: 'What a person did with a message.' });
type EngagementRequest = z.infer<typeof EngagementRequest>;

const EngagementAnswer = z
  .object({ ...EngagementRequest.shape, notificationId: z.string(), at: z.iso.datetime() })
  .meta({ id: 'Engagement', description: 'What is recorded, unless it was known before.' });

/** What no provider hears of: that somebody opened a push, say. The company's app does, and tells it here. */
export const engagementRoute: Route<EngagementRouteDeps> = route<
  EngagementRouteDeps,
  z.infer<typeof Params>,
  unknown,
  EngagementRequest
>({
  method: 'POST',
  path: '/notifications/{notificationId}/engagement',
  operationId: 'tellEngagement',
  summary: 'Tell that a person has seen, opened, clicked or read a message, such as a push',
  params: Params,
  body: EngagementRequest,
  bodyExample: { deliveryId: 'ntf_4k7qz0v9p3m2x8c1b6n5d0s2f-PUSH-q1w2e3r4t5', kind: 'READ' },
  answers: {
    202: {
      description: 'It will be in the status in a moment; of a repeat the first time stays.',
      schema: EngagementAnswer,
    },
  },
  problems: ['INVALID_REQUEST', 'NOT_FOUND'],
  handle: async ({ params: { notificationId }, body: { deliveryId, kind } }, deps) => {
    if (!isNotificationId(notificationId)) throw noSuchNotification(notificationId);
    const record = await deps.notifications.get(notificationId);
    if (record === undefined) throw noSuchNotification(notificationId);
    checkDelivery(record, deliveryId);
    const at = deps.now();
    await deps.publishEngagement({ deliveryId, engagement: [{ kind, at }] });
    return { status: 202, body: { notificationId, deliveryId, kind, at: isoTime(at) } };
  },
});

/** Whoever speaks of a message has it: what nobody was called for would count as sent. */
function checkDelivery({ notificationId, deliveries }: NotificationRecord, deliveryId: string) {
  const named = parseDeliveryId(deliveryId);
  const delivery = named?.notificationId === notificationId ? deliveries?.[named.key] : undefined;
  if (delivery === undefined) {
    throw wrong('UNKNOWN_DELIVERY', `${notificationId} has no such delivery.`);
  }
  if (delivery.channel === 'IN_APP') {
    throw wrong(
      'IN_INBOX',
      'What is in an inbox is marked there: PUT /users/{userId}/inbox/{itemId}.',
    );
  }
  if (delivery.attempt === 0) {
    throw wrong('NOT_SENT', `It has not been sent yet: it is ${delivery.status}.`);
  }
}

function wrong(code: string, detail: string) {
  return invalid([{ pointer: '/deliveryId', code, detail }]);
}
