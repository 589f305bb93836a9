import { describe, expect, test } from 'vitest';
import { advanceClock, targetNow } from './clock.ts';
import {
  letEverythingThrough,
  makeUser,
  orderFor,
  send,
  sentStatuses,
  statusOf,
  uniqueAddress,
  waitForSent,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';

const minutes = 60;
const hours = 60 * minutes;
const inSeconds = async (seconds: number) =>
  new Date((await targetNow()) + seconds * 1000).toISOString();

describe('a send for later', () => {
  test('is SCHEDULED, and says for when', async () => {
    const scheduledFor = await inSeconds(40 * minutes);

    const { notificationId, status } = await send(
      orderFor({ recipientIdentifier: uniqueAddress(), scheduledFor }),
    );

    expect(status).toBe('SCHEDULED');
    expect(await statusOf(notificationId)).toMatchObject({
      status: 'SCHEDULED',
      scheduledFor,
      deliveries: [],
      timeline: [{ event: 'SCHEDULED' }],
    });
  });

  needs('outbox')('arrives a few seconds later, not before', async () => {
    const recipientIdentifier = uniqueAddress();
    const scheduledFor = await inSeconds(6);

    const { notificationId, status } = await send(orderFor({ recipientIdentifier, scheduledFor }));
    await letEverythingThrough();
    const early = await targetNow();
    const earlyMails = await mailsTo(recipientIdentifier);

    expect(status).toBe('SCHEDULED');
    // On a machine so slow that it is due by now, there is nothing to be early about.
    if (early < Date.parse(scheduledFor)) expect(earlyMails).toEqual([]);
    const { timeline } = await waitForSent(notificationId);
    const sentAt = timeline.find(({ event }) => event === 'SENT')?.at ?? '';
    expect(Date.parse(sentAt)).toBeGreaterThanOrEqual(Date.parse(scheduledFor));
    await waitForMail(recipientIdentifier);
  });

  for (const { way, seconds } of [
    { way: 'by the delay of the queue', seconds: 10 * minutes },
    { way: 'by Scheduler', seconds: 1 * hours },
  ]) {
    needs('outbox', 'clock')(`arrives ${way} when the clock is moved, not before`, async () => {
      const { userId, email } = await makeUser();
      const { notificationId } = await send(
        orderFor({
          recipientType: 'USER_ID',
          recipientIdentifier: userId,
          scheduledFor: await inSeconds(seconds),
        }),
      );

      await advanceClock(seconds - 2 * minutes);
      await letEverythingThrough();
      const early = { ...(await statusOf(notificationId)), mails: await mailsTo(email) };
      await advanceClock(3 * minutes);
      const { deliveries } = await waitForStatus(notificationId);

      expect(early).toMatchObject({ status: 'SCHEDULED', mails: [] });
      const made = deliveries.filter(({ status }) => status !== 'SKIPPED');
      expect(made.map(({ channel }) => channel)).toEqual(['EMAIL', 'IN_APP']);
      for (const { status } of made) expect(sentStatuses).toContain(status);
      await waitForMail(email);
    });
  }

  for (const { way, seconds } of [
    { way: 'the delay of the queue', seconds: 10 * minutes },
    { way: 'Scheduler', seconds: 1 * hours },
  ]) {
    needs('outbox', 'clock')(`that ${way} brings back too late is EXPIRED`, async () => {
      const recipientIdentifier = uniqueAddress();
      const { notificationId } = await send(
        orderFor({
          recipientIdentifier,
          scheduledFor: await inSeconds(seconds),
          expiresAt: await inSeconds(seconds + 2 * minutes),
        }),
      );

      await advanceClock(seconds + 5 * minutes);

      expect(await waitForStatus(notificationId, ['EXPIRED'])).toMatchObject({ deliveries: [] });
      await letEverythingThrough();
      expect(await mailsTo(recipientIdentifier)).toEqual([]);
    });
  }

  needs('outbox', 'clock')('keeps the key of its caller for a day', async () => {
    const recipientIdentifier = uniqueAddress();
    const body = orderFor({ recipientIdentifier, scheduledFor: await inSeconds(2 * hours) });
    const headers = { 'idempotency-key': `key-${recipientIdentifier}` };

    const first = await send(body, headers);
    await advanceClock(3 * hours);
    await waitForStatus(first.notificationId);
    const second = await send(body, headers);
    await letEverythingThrough();

    expect(second).toEqual(first);
    expect(await mailsTo(recipientIdentifier)).toHaveLength(1);
  });
});
