import { expect } from 'vitest';
import { advanceClock, targetNow } from './clock.ts';
import {
  letEverythingThrough,
  orderFor,
  send,
  sentStatuses,
  statusOf,
  waitForStatus,
} from './herald.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';
import { simulate } from './simulate.ts';

export const minuteMs = 60_000;
/** What may be told to everybody at the same time is spread over five minutes, and Scheduler is a minute late. */
export const releasedWithinMs = 7 * minuteMs;

/** An order to a user, by mail and into their inbox. */
export const orderTo = (userId: string, more: object = {}) =>
  orderFor({
    recipientType: 'USER_ID',
    recipientIdentifier: userId,
    channels: ['EMAIL', 'IN_APP'],
    ...more,
  });

/** Moves the clock on to a time, unless it is past. */
export const advanceTo = async (at: number) =>
  advanceClock(Math.max(0, Math.ceil((at - (await targetNow())) / 1000)));

interface Held {
  readonly userId: string;
  readonly email: string;
  /** What is sent, beside whom it is for. */
  readonly more?: object;
  readonly endsAt: number;
  readonly reason: string;
  readonly rule: string;
  readonly inputs: object;
}

/** Sends an order that has to wait by every channel until a time, and then goes by each, once. */
export const expectHeldUntil = async (wanted: Held): Promise<void> => {
  const { userId, email, more, endsAt, reason, rule, inputs } = wanted;
  const opensAt = new Date(endsAt).toISOString();

  const simulated = await simulate(orderTo(userId, more));
  const { notificationId } = await send(orderTo(userId, more));
  const held = await waitForStatus(notificationId, ['HELD']);
  await advanceTo(endsAt - 10 * minuteMs);
  await letEverythingThrough();
  const stillHeld = await statusOf(notificationId);
  const earlyMails = await mailsTo(email);
  await advanceTo(endsAt + releasedWithinMs);
  const { deliveries, timeline } = await waitForStatus(notificationId);
  await letEverythingThrough();

  const made = held.deliveries.filter(({ status }) => status !== 'SKIPPED');
  expect(made.map((one) => [one.channel, one.status, one.reason, one.heldUntil])).toEqual([
    ['EMAIL', 'HELD', reason, opensAt],
    ['IN_APP', 'HELD', reason, opensAt],
  ]);
  expect(held.decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
    verdict: 'HOLD',
    rule,
    until: opensAt,
    inputs,
  });
  expect(simulated).toMatchObject({
    status: 'HELD',
    releaseAt: opensAt,
    decisions: held.decisions,
  });
  expect(simulated.channels.map(({ channel }) => channel)).toEqual(['EMAIL', 'IN_APP']);
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
};
