import { describe, expect } from 'vitest';
import { targetNow } from './clock.ts';
import { advanceTo, expectHeldUntil, minuteMs, orderTo, releasedWithinMs } from './held-until.ts';
import { letEverythingThrough, makeUser, send, sentStatuses, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { nightAround, sleepersTimeZone } from './quiet-nights.ts';
import { call } from './signed-call.ts';
import { simulate } from './simulate.ts';

const hoursLeft = 6;
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

const inboxOf = async (userId: string) => (await call('GET', `/users/${userId}/inbox`)).body;

describe('in the quiet hours of a person', () => {
  needs('outbox', 'clock')(
    'a notification is HELD on every channel, and released once in the morning',
    async () => {
      const { userId, email, endsAt } = await makeSleeper();

      await expectHeldUntil({
        userId,
        email,
        endsAt,
        reason: 'QUIET_HOURS',
        rule: 'quiet-hours',
        inputs: { timeZone: sleepersTimeZone },
      });
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
