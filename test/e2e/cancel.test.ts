import { describe, expect, test } from 'vitest';
import { advanceClock, targetNow } from './clock.ts';
import { Notification } from './contract.ts';
import {
  expectProblem,
  letEverythingThrough,
  orderFor,
  send,
  sentStatuses,
  statusOf,
  uniqueAddress,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo } from './outbox.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const sendIn = async (seconds: number, recipientIdentifier: string) =>
  send(
    orderFor({
      recipientIdentifier,
      scheduledFor: new Date((await targetNow()) + seconds * 1000).toISOString(),
    }),
  );
const cancel = (notificationId: string) => call('DELETE', `/notifications/${notificationId}`);

describe('a cancellation', () => {
  for (const { way, seconds } of [
    { way: 'delayed by the queue', seconds: 600 },
    { way: 'scheduled', seconds: 3600 },
  ]) {
    test(`of what is ${way} is CANCELLED, and again when repeated`, async () => {
      const { notificationId } = await sendIn(seconds, uniqueAddress());

      const answer = await cancel(notificationId);
      const again = await cancel(notificationId);

      expect(answer, answer.text).toMatchObject({ status: 200 });
      const cancelled = Notification.parse(answer.body);
      expect(cancelled).toMatchObject({
        notificationId,
        status: 'CANCELLED',
        timeline: [{ event: 'SCHEDULED' }, { event: 'CANCELLED' }],
      });
      expect(again).toMatchObject({ status: 200, body: answer.body });
      expect(await statusOf(notificationId)).toEqual(cancelled);
    });

    needs('outbox', 'clock')(`of what is ${way} keeps it from being sent when due`, async () => {
      const address = uniqueAddress();
      const { notificationId } = await sendIn(seconds, address);
      await cancel(notificationId);

      await advanceClock(seconds + 120);
      await letEverythingThrough();

      expect(await mailsTo(address)).toEqual([]);
      expect(await statusOf(notificationId)).toMatchObject({ status: 'CANCELLED', deliveries: [] });
    });
  }

  needs('outbox')('holds against the message that comes out of its queue afterwards', async () => {
    const address = uniqueAddress();
    const { notificationId } = await sendIn(4, address);
    const due = (await targetNow()) + 4000;
    const answer = await cancel(notificationId);

    await waitFor('it to be due', async () => ((await targetNow()) > due ? true : undefined));
    await letEverythingThrough();

    expect(answer.status).toBe(200);
    expect(await mailsTo(address)).toEqual([]);
    expect(await statusOf(notificationId)).toMatchObject({ status: 'CANCELLED' });
  });

  test('of what is sent is too late, and says where it stands', async () => {
    const { notificationId } = await send(orderFor({ recipientIdentifier: uniqueAddress() }));
    await waitForStatus(notificationId);

    const answer = await cancel(notificationId);

    // What the provider says of it may come in between.
    const standing = sentStatuses.join('|');
    const { detail } = expectProblem(answer, 409, 'TOO_LATE');
    expect(detail).toMatch(new RegExp(`: it is (${standing})\\.$`));
    expect((await statusOf(notificationId)).status).toMatch(new RegExp(`^(${standing})$`));
  });
});
