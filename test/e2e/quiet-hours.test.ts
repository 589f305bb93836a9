import { describe, expect } from 'vitest';
import { advanceClock, targetNow } from './clock.ts';
import {
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

const hoursLeft = 6;
const minuteMs = 60_000;
/** What ends at the same time for everybody is spread over five minutes, and Scheduler is a minute late. */
const releasedWithinMs = 7 * minuteMs;
const iso = (at: number) => new Date(at).toISOString();

const setPreferences = async (userId: string, body: object) => {
  const answer = await call('POST', `/users/${userId}/preferences`, { body });
  expect(answer, answer.text).toMatchObject({ status: 200 });
};

/** Someone whose night has begun an hour ago. */
const makeSleeper = async () => {
  const { userId, email } = await makeUser({ timeZone: sleepersTimeZone });
  const { quietHours, endsAt } = nightAround(await targetNow(), hoursLeft);
  await setPreferences(userId, { preferences: [], quietHours });
  return { userId, email, endsAt };
};

const orderTo = (userId: string, more: object = {}) =>
  orderFor({
    recipientType: 'USER_ID',
    recipientIdentifier: userId,
    channels: ['EMAIL', 'IN_APP'],
    ...more,
  });

const advanceTo = async (at: number) =>
  advanceClock(Math.max(0, Math.ceil((at - (await targetNow())) / 1000)));

const inboxOf = async (userId: string) => (await call('GET', `/users/${userId}/inbox`)).body;

describe('in the quiet hours of a person', () => {
  needs('outbox', 'clock')(
    'a notification is HELD on every channel, and released once in the morning',
    async () => {
      const { userId, email, endsAt } = await makeSleeper();

      const simulated = await simulate(orderTo(userId));
      const { notificationId } = await send(orderTo(userId));
      const held = await waitForStatus(notificationId, ['HELD']);
      await advanceTo(endsAt - 10 * minuteMs);
      await letEverythingThrough();
      const stillHeld = await statusOf(notificationId);
      const nightMails = await mailsTo(email);
      await advanceTo(endsAt + releasedWithinMs);
      const { timeline, deliveries } = await waitForStatus(notificationId);
      await letEverythingThrough();

      const made = held.deliveries.filter(({ status }) => status !== 'SKIPPED');
      expect(
        made.map(({ channel, status, reason, heldUntil }) => [channel, status, reason, heldUntil]),
      ).toEqual([
        ['EMAIL', 'HELD', 'QUIET_HOURS', iso(endsAt)],
        ['IN_APP', 'HELD', 'QUIET_HOURS', iso(endsAt)],
      ]);
      expect(held.decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
        verdict: 'HOLD',
        rule: 'quiet-hours',
        until: iso(endsAt),
        inputs: { timeZone: sleepersTimeZone },
      });
      expect(simulated).toMatchObject({
        status: 'HELD',
        releaseAt: iso(endsAt),
        decisions: held.decisions,
      });
      expect(simulated.channels.map(({ channel }) => channel)).toEqual(['EMAIL', 'IN_APP']);
      expect(stillHeld.status).toBe('HELD');
      expect(nightMails).toEqual([]);

      for (const { status } of deliveries) expect([...sentStatuses, 'SKIPPED']).toContain(status);
      const released = timeline.filter(({ event }) => event === 'RELEASED');
      expect(released).toHaveLength(1);
      expect(Date.parse(released[0]?.at ?? '')).toBeGreaterThanOrEqual(endsAt);
      await waitForMail(email);
      expect(await inboxOf(userId)).toMatchObject({ items: { length: 1 } });
    },
  );

  needs('outbox', 'clock')('what is CRITICAL arrives at once', async () => {
    const { userId, email } = await makeSleeper();

    await waitForStatus((await send(orderTo(userId, { priority: 'CRITICAL' }))).notificationId);

    await waitForMail(email);
  });

  needs('outbox', 'clock')('what expires before the morning is EXPIRED, not sent', async () => {
    const { userId, email, endsAt } = await makeSleeper();
    const expiresAt = iso(endsAt - 60 * minuteMs);

    const simulated = await simulate(orderTo(userId, { expiresAt }));
    const { notificationId } = await send(orderTo(userId, { expiresAt }));
    const { deliveries } = await waitForStatus(notificationId, ['HELD']);
    await advanceTo(endsAt + releasedWithinMs);
    const expired = await waitForStatus(notificationId, ['EXPIRED']);
    await letEverythingThrough();

    expect(deliveries[0]).toMatchObject({ status: 'HELD', heldUntil: expiresAt });
    expect(simulated).toMatchObject({
      status: 'HELD',
      releaseAt: expiresAt,
      warnings: [{ code: 'EXPIRES_WHILE_HELD' }],
    });
    for (const delivery of expired.deliveries.filter(({ status }) => status !== 'SKIPPED')) {
      expect(delivery).toMatchObject({ status: 'EXPIRED', reason: 'EXPIRED', attempts: 0 });
    }
    expect(await mailsTo(email)).toEqual([]);
    expect(await inboxOf(userId)).toMatchObject({ items: [] });
  });

  needs('outbox', 'clock')(
    'what the person declines meanwhile is not sent in the morning',
    async () => {
      const { userId, email, endsAt } = await makeSleeper();
      const { notificationId } = await send(orderTo(userId));
      await waitForStatus(notificationId, ['HELD']);

      await setPreferences(userId, { preferences: [{ channel: 'EMAIL', enabled: false }] });
      await advanceTo(endsAt + releasedWithinMs);
      const { deliveries, decisions } = await waitForStatus(notificationId);
      await letEverythingThrough();

      const by = (name: string) => deliveries.find(({ channel }) => channel === name);
      expect(by('EMAIL')).toMatchObject({ status: 'SKIPPED', reason: 'OPTED_OUT' });
      expect(sentStatuses).toContain(by('IN_APP')?.status);
      expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
        reason: 'OPTED_OUT',
        inputs: { level: 'channel' },
      });
      expect(await mailsTo(email)).toEqual([]);
    },
  );

  needs('outbox', 'clock')('who prolongs them is left alone until they end', async () => {
    const { userId, email, endsAt } = await makeSleeper();
    const { notificationId } = await send(orderTo(userId));
    await waitForStatus(notificationId, ['HELD']);

    const longer = nightAround(await targetNow(), hoursLeft + 3);
    await setPreferences(userId, { preferences: [], quietHours: longer.quietHours });
    await advanceTo(endsAt + releasedWithinMs);
    await letEverythingThrough();
    const heldAgain = await waitForStatus(notificationId, ['HELD']);
    const earlyMails = await mailsTo(email);
    await advanceTo(longer.endsAt + releasedWithinMs);
    await waitForStatus(notificationId);

    expect(heldAgain.deliveries[0]).toMatchObject({
      status: 'HELD',
      heldUntil: iso(longer.endsAt),
    });
    expect(earlyMails).toEqual([]);
    await letEverythingThrough();
    await waitForMail(email);
  });
});
