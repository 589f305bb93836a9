import * as z from 'zod';
import { Email, PhoneNumber } from '#core/address.ts';
import { isoTime } from '#core/iso-time.ts';
import { ProblemError } from '#core/problem.ts';
import { Locale, Profile, TimeZone, UserId } from '#core/recipient.ts';
import type { InboxTable } from '#platform/inbox-table.ts';
import { listQuery, toPage } from '#platform/paging.ts';
import { type Route, route } from '#platform/route.ts';
import { deleteUser, type PutUserDeps, putUser } from './put-user.ts';

export interface UserRoutesDeps extends PutUserDeps {
  readonly inbox: InboxTable;
}

const Params = z.object({ userId: UserId });
type Params = z.infer<typeof Params>;

/** What a company tells of a user; a field that is absent is removed. */
const UserRequest = z
  .strictObject({
    username: z.string().min(1).max(128).optional(),
    email: Email.optional(),
    phoneNumber: PhoneNumber.optional(),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
    attributes: z.record(z.string().max(64), z.unknown()).optional(),
  })
  .meta({ id: 'UserRequest', description: 'A whole user: what is absent is removed.' });

/** A user as it is read back. */
const UserView = Profile.omit({ devices: true }).meta({ id: 'User', description: 'A user.' });

const InboxItemView = z
  .object({
    itemId: z.string(),
    notificationId: z.string(),
    deliveryId: z.string(),
    templateId: z.string(),
    category: z.string(),
    title: z.string(),
    body: z.string(),
    link: z.string().optional(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'InboxItem', description: 'An in-app message.' });

const InboxPage = z
  .object({ items: z.array(InboxItemView), cursor: z.string().optional() })
  .meta({ id: 'InboxPage', description: 'A page of an inbox, newest first.' });

/** Users, as the company knows them, and their inboxes. */
export const userRoutes: readonly Route<UserRoutesDeps>[] = [
  route<UserRoutesDeps, Params, unknown, z.infer<typeof UserRequest>>({
    method: 'PUT',
    path: '/users/{userId}',
    operationId: 'putUser',
    summary: 'Make or replace a user',
    params: Params,
    body: UserRequest,
    bodyExample: {
      username: 'ada',
      email: 'ada@example.com',
      phoneNumber: '+14155550100',
      locale: 'en-GB',
      timeZone: 'Europe/London',
    },
    answers: {
      200: { description: 'Replaced.', schema: UserView },
      201: { description: 'Made.', schema: UserView },
    },
    problems: ['INVALID_REQUEST', 'ADDRESS_TAKEN', 'USERNAME_TAKEN', 'UNAVAILABLE'],
    handle: async ({ params: { userId }, body }, deps) => {
      const { profile, isNew } = await putUser(userId, body, deps);
      return { status: isNew ? 201 : 200, body: UserView.parse(profile) };
    },
  }),
  route<UserRoutesDeps, Params>({
    method: 'GET',
    path: '/users/{userId}',
    operationId: 'getUser',
    summary: 'Read a user',
    params: Params,
    answers: { 200: { description: 'The user.', schema: UserView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId } }, deps) => {
      return { status: 200, body: UserView.parse(await mustFind(userId, deps)) };
    },
  }),
  route<UserRoutesDeps, Params>({
    method: 'DELETE',
    path: '/users/{userId}',
    operationId: 'deleteUser',
    summary: 'Forget a user',
    params: Params,
    answers: { 204: { description: 'Forgotten, or never known.' } },
    problems: ['INVALID_REQUEST'],
    handle: async ({ params: { userId } }, deps) => {
      await deleteUser(userId, deps);
      return { status: 204 };
    },
  }),
  route<UserRoutesDeps, Params, z.infer<typeof listQuery>>({
    method: 'GET',
    path: '/users/{userId}/inbox',
    operationId: 'getInbox',
    summary: "A user's in-app messages, newest first",
    params: Params,
    query: listQuery,
    answers: { 200: { description: 'A page.', schema: InboxPage } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId }, query: { limit, cursor } }, deps) => {
      await mustFind(userId, deps);
      const items = await deps.inbox.page(userId, limit, cursor);
      const views = items.map(({ userId: _, createdAt, ...item }) => ({
        ...item,
        createdAt: isoTime(createdAt),
      }));
      return { status: 200, body: toPage(views, limit, ({ itemId }) => itemId) };
    },
  }),
];

async function mustFind(userId: string, { profiles }: UserRoutesDeps): Promise<Profile> {
  const profile = await profiles.get(userId);
  if (profile === undefined) throw new ProblemError('NOT_FOUND', `There is no user ${userId}.`);
  return profile;
}
