import * as z from 'zod';
import { hashAddress } from '#core/address.ts';
import { isNotificationId } from '#core/ids.ts';
import { recipientKey, UserId } from '#core/recipient.ts';
import { NotificationStatus } from '#core/status.ts';
import { findUser } from '#functions/api/users/find-user.ts';
import { listQuery, toCursor } from '#platform/paging.ts';
import type { Profiles } from '#platform/profiles.ts';
import type { ReadNotificationsOf } from '#platform/recipient-index.ts';
import { type Route, route } from '#platform/route.ts';
import {
  type CancelNotificationDeps,
  cancelNotification,
  noSuchNotification,
} from './cancel-notification.ts';
import { fromListCursor, listNotifications, toListCursor } from './list-notifications.ts';
import {
  NotificationSummary,
  NotificationView,
  toNotificationSummary,
  toNotificationView,
} from './notification-view.ts';

export interface NotificationRoutesDeps extends CancelNotificationDeps {
  readonly profiles: Profiles;
  readonly readNotificationsOf: ReadNotificationsOf;
}

const Params = z.object({ notificationId: z.string() });

const UserParams = z.object({ userId: UserId });

const DateTime = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const ListQuery = listQuery.extend({
  status: NotificationStatus.optional(),
  from: DateTime.default(0),
  to: DateTime.default(Number.MAX_SAFE_INTEGER),
});

const NotificationPage = z
  .object({ items: z.array(NotificationSummary), cursor: z.string().optional() })
  .meta({
    id: 'NotificationPage',
    description: 'A page, newest first; it may be short and have a next.',
  });

/** What became of a notification, and taking one back. */
export const notificationRoutes: readonly Route<NotificationRoutesDeps>[] = [
  route<NotificationRoutesDeps, z.infer<typeof Params>>({
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
  route<NotificationRoutesDeps, z.infer<typeof Params>>({
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
  route<NotificationRoutesDeps, z.infer<typeof UserParams>, z.infer<typeof ListQuery>>({
    method: 'GET',
    path: '/users/{userId}/notifications',
    operationId: 'listNotifications',
    summary: 'What a user was told, newest first',
    params: UserParams,
    query: ListQuery,
    answers: { 200: { description: 'A page.', schema: NotificationPage } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId }, query: { cursor, ...query } }, deps) => {
      const profile = await findUser(userId, deps.profiles);
      const key = recipientKey({ kind: 'user', profile }, hashAddress);
      const after = cursor === undefined ? undefined : fromListCursor(cursor, key);
      const page = await listNotifications(
        { ...query, recipientKey: key, after },
        deps.readNotificationsOf,
      );
      const items = page.records.map(toNotificationSummary);
      return { status: 200, body: { items, ...toCursor(page.next && toListCursor(page.next)) } };
    },
  }),
];
