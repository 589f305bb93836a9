import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  expectProblem,
  makeUser,
  orderFor,
  send,
  sentStatuses,
  uniqueAddress,
  waitForStatus,
} from './herald.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const suppress = (address: string, way = '') =>
  call('POST', `/suppressions${way}`, { body: { channel: 'EMAIL', address } });

describe('a suppressed address', () => {
  test('is not written to, whoever owns it, until that is taken back', async () => {
    const { userId, email } = await makeUser();
    const to = { recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['EMAIL'] };

    const added = await suppress(email);
    const { notificationId } = await send(orderFor(to));
    const skipped = await waitForStatus(notificationId, ['SKIPPED']);
    const found = await suppress(email, '/find');
    const removed = await suppress(email, '/remove');
    const after = await send(orderFor(to));

    expect(added, added.text).toMatchObject({ status: 200 });
    expect(skipped.deliveries).toMatchObject([{ channel: 'EMAIL', reason: 'SUPPRESSED' }]);
    expect(found.text).toContain('MANUAL');
    expect(removed, removed.text).toMatchObject({ status: 200 });
    expect(sentStatuses).toContain((await waitForStatus(after.notificationId)).status);
  });

  test('of nobody is suppressed as well, and listed without being shown', async () => {
    const address = uniqueAddress();
    await suppress(address);

    const { notificationId } = await send(
      orderFor({ recipientIdentifier: address, channels: ['EMAIL'] }),
    );

    await waitForStatus(notificationId, ['SKIPPED']);
    const Page = z.object({ items: z.array(z.unknown()) });
    const listed = await waitFor('it to be listed', async () => {
      const { body } = await call('GET', '/suppressions?limit=100');
      return Page.parse(body).items.length > 0 ? JSON.stringify(body) : undefined;
    });
    expect(listed).not.toContain(address);
    await suppress(address, '/remove');
  });

  test('by a channel that has no addresses to suppress is refused', async () => {
    const answer = await call('POST', '/suppressions', {
      body: { channel: 'PIGEON', address: 'ada@example.com' },
    });
    expectProblem(answer, 400, 'INVALID_REQUEST');
  });
});
