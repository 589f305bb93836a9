import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { expectProblem, makeUser, orderFor, send, uniqueLabel, waitForStatus } from './herald.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const Page = z.object({
  items: z.array(z.object({ notificationId: z.string(), status: z.string() })),
  cursor: z.string().optional(),
});

const list = async (userId: string, query = ''): Promise<z.infer<typeof Page>> => {
  const answer = await call('GET', `/users/${userId}/notifications${query}`);
  expect(answer, answer.text).toMatchObject({ status: 200 });
  return Page.parse(answer.body);
};

describe("a user's notifications", () => {
  test('are listed newest first, by status and page by page', async () => {
    const { userId } = await makeUser();
    const to = { recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['IN_APP'] };
    const sent: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { notificationId } = await send(orderFor(to));
      await waitForStatus(notificationId);
      sent.push(notificationId);
    }
    // The index follows its table a little later.
    await waitFor('all three to be listed', async () =>
      (await list(userId)).items.length === 3 ? true : undefined,
    );

    const ids = ({ items }: z.infer<typeof Page>) => items.map((item) => item.notificationId);
    const first = await list(userId, '?limit=2');
    expect(ids(await list(userId))).toEqual(sent.toReversed());
    expect(ids(first)).toEqual(sent.toReversed().slice(0, 2));
    const rest = await list(userId, `?limit=2&cursor=${encodeURIComponent(first.cursor ?? '')}`);
    expect(ids(rest)).toEqual(sent.slice(0, 1));
    expect(ids(await list(userId, '?status=FAILED'))).toEqual([]);
    expect(ids(await list(userId, '?to=2020-01-01T00%3A00%3A00Z'))).toEqual([]);
  });

  test('of nobody, and by a status that is none, are refused', async () => {
    const { userId } = await makeUser();
    const nobody = await call('GET', `/users/${uniqueLabel('nobody')}/notifications`);
    expectProblem(nobody, 404, 'NOT_FOUND');
    const odd = await call('GET', `/users/${userId}/notifications?status=LOST`);
    expectProblem(odd, 400, 'INVALID_REQUEST');
    const backwards = await call(
      'GET',
      `/users/${userId}/notifications?to=1969-01-01T00%3A00%3A00Z`,
    );
    const { errors } = expectProblem(backwards, 400, 'INVALID_REQUEST');
    expect(errors).toMatchObject([{ pointer: '/query/to' }]);
  });
});
