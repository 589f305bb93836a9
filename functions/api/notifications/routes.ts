import * as z from 'zod';
import { isNotificationId } from '#core/ids.ts';
import { type Route, route } from '#platform/route.ts';
import {
  type CancelNotificationDeps,
  cancelNotification,
  noSuchNotification,
} from './cancel-notification.ts';
import { NotificationView, toNotificationView } from './notification-view.ts';

const Params = z.object({ notificationId: z.string() });

/** What became of a notification, and taking one back. */
export const notificationRoutes: readonly Route<CancelNotificationDeps>[] = [
  route<CancelNotificationDeps, z.infer<typeof Params>>({
    method: 'GET',
    path: '/notifications/{notificationId}/status',
    operationId: 'getNotificationStatus',
    summary: 'What became of a notification, and why',
    params: Params,
    answers: {
      200: { description: 'Its status, deliveries and timeline.', schema: NotificationView },
    },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { notificationId } }, { notifications }) => {
      if (!isNotificationId(notificationId)) throw noSuchNotification(notificationId);
      const record = await notifications.get(notificationId);
      if (record === undefined) throw noSuchNotification(notificationId);
      return { status: 200, body: toNotificationView(record) };
    },
  }),
  route<CancelNotificationDeps, z.infer<typeof Params>>({
    method: 'DELETE',
    path: '/notifications/{notificationId}',
    operationId: 'cancelNotification',
    summary: 'Cancel what is not yet sent',
    params: Params,
    answers: { 200: { description: 'As it is after the cancellation.', schema: NotificationView } },
    problems: ['NOT_FOUND', 'TOO_LATE', 'UNAVAILABLE'],
    handle: async ({ params: { notificationId } }, deps) => {
      if (!isNotificationId(notificationId)) throw noSuchNotification(notificationId);
      const record = await cancelNotification(notificationId, deps);
      return { status: 200, body: toNotificationView(record) };
    },
  }),
];
