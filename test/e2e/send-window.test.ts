import { describe, expect, test } from 'vitest';
import { advanceClock, targetNow } from './clock.ts';
import {
  expectProblem,
  letEverythingThrough,
  makeUser,
  orderFor,
  send,
  sentStatuses,
  statusOf,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { nightAround, sleepersTimeZone } from './quiet-nights.ts';
import { call } from './signed-call.ts';
import { simulate } from './simulate.ts';

const minuteMs = 60_000;
/** What opens at the same time for everybody is spread over five minutes, and Scheduler is a minute late. */
const releasedWithinMs = 7 * minuteMs;

const orderTo = (userId: string, more: object) =>
  orderFor({
    recipientType: 'USER_ID',
    recipientIdentifier: userId,
    channels: ['EMAIL', 'IN_APP'],
    ...more,
  });

const advanceTo = async (at: number) =>
  advanceClock(Math.max(0, Math.ceil((at - (await targetNow())) / 1000)));

describe('a send window', () => {
  needs('outbox', 'clock')(
    'holds every channel until it opens by the clock of the person, then each is sent once',
    async () => {
      const { userId, email } = await makeUser({ timeZone: sleepersTimeZone });
      const { sendWindow, endsAt } = nightAround(await targetNow(), 5);
      const opensAt = new Date(endsAt).toISOString();
      const order = orderTo(userId, { sendWindow });

      const simulated = await simulate(order);
      const { notificationId } = await send(order);
      const held = await waitForStatus(notificationId, ['HELD']);
      await advanceTo(endsAt - 10 * minuteMs);
      await letEverythingThrough();
      const stillHeld = await statusOf(notificationId);
      const earlyMails = await mailsTo(email);
      await advanceTo(endsAt + releasedWithinMs);
      const { deliveries, timeline } = await waitForStatus(notificationId);
      await letEverythingThrough();

      const made = held.deliveries.filter(({ status }) => status !== 'SKIPPED');
      expect(
        made.map(({ channel, status, reason, heldUntil }) => [channel, status, reason, heldUntil]),
      ).toEqual([
        ['EMAIL', 'HELD', 'SEND_WINDOW', opensAt],
        ['IN_APP', 'HELD', 'SEND_WINDOW', opensAt],
      ]);
      expect(held.decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
        verdict: 'HOLD',
        rule: 'send-window',
        until: opensAt,
        inputs: { timeZone: sleepersTimeZone, of: 'send' },
      });
      expect(simulated).toMatchObject({
        status: 'HELD',
        releaseAt: opensAt,
        decisions: held.decisions,
      });
      expect(stillHeld.status).toBe('HELD');
      expect(earlyMails).toEqual([]);
      for (const { status } of deliveries) expect([...sentStatuses, 'SKIPPED']).toContain(status);
      const released = timeline.filter(({ event }) => event === 'RELEASED');
      expect(released).toHaveLength(1);
      expect(Date.parse(released[0]?.at ?? '')).toBeGreaterThanOrEqual(endsAt);
      await waitForMail(email);
      expect(await mailsTo(email)).toHaveLength(1);
      expect((await call('GET', `/users/${userId}/inbox`)).body).toMatchObject({
        items: { length: 1 },
      });
    },
  );

  needs('outbox', 'clock')('that is open now holds nothing', async () => {
    const { userId, email } = await makeUser({ timeZone: sleepersTimeZone });
    const { quietHours: sendWindow } = nightAround(await targetNow(), 5);

    await waitForStatus((await send(orderTo(userId, { sendWindow }))).notificationId);

    await waitForMail(email);
  });

  test('is refused for what is CRITICAL, and where it never opens', async () => {
    const { userId } = await makeUser();
    const { sendWindow } = nightAround(Date.now(), 5);
    for (const [spoilt, pointer] of [
      [{ sendWindow, priority: 'CRITICAL' }, '/sendWindow'],
      [{ sendWindow: { weekly: [] } }, '/sendWindow/weekly'],
    ] as const) {
      const answer = await call('POST', '/notifications/send', { body: orderTo(userId, spoilt) });
      const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
      expect(errors?.map((error) => error.pointer)).toEqual([pointer]);
    }
  });
});
