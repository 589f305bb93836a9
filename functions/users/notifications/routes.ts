import * as z from 'zod';
import { hashAddress } from '#core/address.ts';
import { recipientKey, UserId } from '#core/recipient.ts';
import { NotificationStatus } from '#core/status.ts';
import {
  NotificationSummary,
  toNotificationSummary,
} from '#functions/api/notifications/notification-view.ts';
import { findUser } from '#functions/users/profiles/find-user.ts';
import { listQuery, toCursor } from '#platform/paging.ts';
import type { Profiles } from '#platform/profiles.ts';
import type { ReadNotificationsOf } from '#platform/recipient-index.ts';
import { type Route, route } from '#platform/route.ts';
import { fromListCursor, listNotifications, toListCursor } from './list-notifications.ts';

export interface UserNotificationRoutesDeps {
  readonly profiles: Profiles;
  readonly readNotificationsOf: ReadNotificationsOf;
}

const Params = z.object({ userId: UserId });

const DateTime = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const ListQuery = listQuery
  .extend({
    status: NotificationStatus.optional(),
    from: DateTime.default(0),
    to: DateTime.default(Number.MAX_SAFE_INTEGER),
  })
  .refine(({ from, to }) => from <= to, {
    path: ['to'],
    error: 'must not be earlier than from, nor than 1970',
  });

const NotificationPage = z
  .object({ items: z.array(NotificationSummary), cursor: z.string().optional() })
  .meta({
    id: 'NotificationPage',
    description: 'A page, newest first; it may be short and have a next.',
  });

/** What a user was told. */
export const userNotificationRoutes: readonly Route<UserNotificationRoutesDeps>[] = [
  route<UserNotificationRoutesDeps, z.infer<typeof Params>, z.infer<typeof ListQuery>>({
    method: 'GET',
    path: '/users/{userId}/notifications',
    operationId: 'listNotifications',
    summary: 'What a user was told, newest first',
    params: Params,
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
