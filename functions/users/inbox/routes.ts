import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';
import { UserId } from '#core/recipient.ts';
import { findUser } from '#functions/users/profiles/find-user.ts';
import type { InboxMarks, InboxTable } from '#platform/inbox-table.ts';
import { listQuery, toCursor } from '#platform/paging.ts';
import type { Profiles } from '#platform/profiles.ts';
import { type Route, route } from '#platform/route.ts';
import { InboxItemView, toInboxItemView } from './inbox-item-view.ts';
import type { TellEngagement } from './tell-engagement.ts';

export interface InboxRoutesDeps {
  readonly profiles: Profiles;
  readonly inbox: InboxTable;
  readonly tellEngagement: TellEngagement;
  readonly now: () => number;
}

const Params = z.object({ userId: UserId });
type Params = z.infer<typeof Params>;

const ItemParams = Params.extend({ itemId: z.string().max(128) });
type ItemParams = z.infer<typeof ItemParams>;

const Query = listQuery.extend({
  filter: z.enum(['ACTIVE', 'UNREAD', 'ARCHIVED']).default('ACTIVE'),
});

const MarkRequest = z
  .strictObject({
    seen: z.boolean().optional(),
    read: z.boolean().optional(),
    archived: z.boolean().optional(),
  })
  .refine((marks) => Object.keys(marks).length > 0, 'must have seen, read or archived')
  .meta({
    id: 'InboxMarkRequest',
    description: 'What is absent stays as it is. Read is also seen.',
  });
type MarkRequest = z.infer<typeof MarkRequest>;

const InboxPage = z
  .object({
    items: z.array(InboxItemView),
    unreadCount: z.int().meta({ description: 'Unread and not archived, among the newest 500.' }),
    cursor: z.string().optional(),
  })
  .meta({ id: 'InboxPage', description: 'A page of an inbox, newest first.' });

/** A person's inbox, for the company's own apps to show. */
export const inboxRoutes: readonly Route<InboxRoutesDeps>[] = [
  route<InboxRoutesDeps, Params, z.infer<typeof Query>>({
    method: 'GET',
    path: '/users/{userId}/inbox',
    operationId: 'getInbox',
    summary: "A user's in-app messages, newest first",
    params: Params,
    query: Query,
    answers: { 200: { description: 'A page.', schema: InboxPage } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId }, query: { filter, limit, cursor } }, deps) => {
      const [, slice, unreadCount] = await Promise.all([
        findUser(userId, deps.profiles),
        deps.inbox.page(userId, filter, limit, cursor),
        deps.inbox.countUnread(userId),
      ]);
      const items = slice.items.map(toInboxItemView);
      return { status: 200, body: { items, unreadCount, ...toCursor(slice.next) } };
    },
  }),
  route<InboxRoutesDeps, ItemParams, unknown, MarkRequest>({
    method: 'PUT',
    path: '/users/{userId}/inbox/{itemId}',
    operationId: 'markInboxItem',
    summary: 'Mark an in-app message as seen, read or archived, or take that back',
    params: ItemParams,
    body: MarkRequest,
    bodyExample: { read: true },
    answers: { 200: { description: 'The item as it is now.', schema: InboxItemView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId, itemId }, body }, { inbox, tellEngagement, now }) => {
      const item = await inbox.mark(userId, itemId, toMarks(body, now()));
      if (item === undefined)
        throw new ProblemError('NOT_FOUND', `There is no item ${itemId} here.`);
      await tellEngagement(item);
      return { status: 200, body: toInboxItemView(item) };
    },
  }),
];

function toMarks({ seen, read, archived }: MarkRequest, now: number): InboxMarks {
  const at = (isSet: boolean) => (isSet ? now : undefined);
  const isSeen = seen ?? (read ? true : undefined);
  return {
    ...(isSeen === undefined ? {} : { seenAt: at(isSeen) }),
    ...(read === undefined ? {} : { readAt: at(read) }),
    ...(archived === undefined ? {} : { archivedAt: at(archived) }),
  };
}
