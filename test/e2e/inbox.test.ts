import { describe, expect, test } from 'vitest';
import { InboxPage } from './contract.ts';
import { expectProblem, makeUser, orderFor, send, uniqueLabel, waitForStatus } from './herald.ts';
import { call } from './signed-call.ts';

describe('an inbox', () => {
  test('is read newest first, page by page, to its end', async () => {
    const { userId } = await makeUser({ email: undefined });
    const sent: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { notificationId } = await send(
        orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['IN_APP'] }),
      );
      await waitForStatus(notificationId);
      sent.push(notificationId);
    }

    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await call('GET', `/users/${userId}/inbox?limit=2${query}`);
      expect(answer, answer.text).toMatchObject({ status: 200 });
      const page = InboxPage.parse(answer.body);
      pages.push(page.items.map(({ notificationId }) => notificationId));
      cursor = page.cursor;
    } while (cursor !== undefined && pages.length < 9);

    expect(pages.flat()).toEqual(sent.toReversed());
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  test('remembers what was seen, read and archived, and counts what is unread', async () => {
    const { userId } = await makeUser({ email: undefined });
    const { notificationId } = await send(
      orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['IN_APP'] }),
    );
    await waitForStatus(notificationId);
    const inbox = async (query = '') =>
      InboxPage.parse((await call('GET', `/users/${userId}/inbox${query}`)).body);
    const { items, unreadCount } = await inbox();
    const path = `/users/${userId}/inbox/${items[0]?.itemId}`;

    const read = await call('PUT', path, { body: { read: true } });
    const afterReading = await inbox();
    const archived = await call('PUT', path, { body: { archived: true } });

    expect(unreadCount).toBe(1);
    expect(read, read.text).toMatchObject({
      status: 200,
      body: { seenAt: expect.any(String), readAt: expect.any(String) },
    });
    expect(afterReading).toMatchObject({ unreadCount: 0, items: [{ readAt: expect.any(String) }] });
    expect(archived.status).toBe(200);
    expect((await inbox()).items).toEqual([]);
    expect((await inbox('?filter=ARCHIVED')).items).toHaveLength(1);
    expectProblem(await call('PUT', `${path}x`, { body: { read: true } }), 404, 'NOT_FOUND');
  });

  test('of nobody is not found', async () => {
    expectProblem(await call('GET', `/users/${uniqueLabel('nobody')}/inbox`), 404, 'NOT_FOUND');
  });

  test('of a new user is empty', async () => {
    const { userId } = await makeUser();

    expect((await call('GET', `/users/${userId}/inbox`)).body).toEqual({
      items: [],
      unreadCount: 0,
    });
  });

  test('takes no query but limit and cursor', async () => {
    const { userId } = await makeUser();
    const cases = [
      ['limit=0', '/query/limit'],
      ['limit=101', '/query/limit'],
      ['limit=ten', '/query/limit'],
      ['cursor=%21', '/query/cursor'],
      ['page=2', '/query/page'],
    ] as const;
    for (const [query, pointer] of cases) {
      const answer = await call('GET', `/users/${userId}/inbox?${query}`);
      const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
      expect(errors).toMatchObject([{ pointer }]);
    }
  });
});
