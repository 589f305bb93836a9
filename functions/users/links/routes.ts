import * as z from 'zod';
import { isoTime } from '#core/instant.ts';
import { UserId } from '#core/recipient.ts';
import { noSuchUser } from '#functions/users/profiles/find-user.ts';
import type { RevokeLinks } from '#platform/revoke-links.ts';
import { type Route, route } from '#platform/route.ts';

export interface LinkRoutesDeps {
  readonly revokeLinks: RevokeLinks;
  readonly now: () => number;
}

const Params = z.object({ userId: UserId });

const RevokedLinks = z
  .object({ linksRevokedBefore: z.iso.datetime() })
  .meta({ id: 'RevokedLinks', description: 'Links that were issued earlier are void.' });

/** The links by which a person unsubscribes, and changes their preferences. */
export const linkRoutes: readonly Route<LinkRoutesDeps>[] = [
  route<LinkRoutesDeps, z.infer<typeof Params>>({
    method: 'POST',
    path: '/users/{userId}/links/revoke',
    operationId: 'revokeLinks',
    summary: 'Make void every unsubscribe link and preference page that a user was sent so far',
    params: Params,
    answers: { 200: { description: 'Which links are void.', schema: RevokedLinks } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId } }, { revokeLinks, now }) => {
      const before = now();
      if (!(await revokeLinks(userId, before))) throw noSuchUser(userId);
      return { status: 200, body: { linksRevokedBefore: isoTime(before) } };
    },
  }),
];
