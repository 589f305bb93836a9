import { randomInt } from 'node:crypto';
import { describe, expect } from 'vitest';
import { advanceClock } from './clock.ts';
import { InboxPage, type Notification } from './contract.ts';
import {
  letEverythingThrough,
  makeUser,
  orderFor,
  send,
  sentStatuses,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo, messagesOf, waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const timeoutSeconds = 600;
/** Scheduler is a minute late at most. */
const lateSeconds = 60;

/** None of the local phones that have a fate of their own. */
const uniquePhone = () => `+1415557${String(2_000 + randomInt(7_000))}`;
/** Of those that the local SMS server refuses: each ends in 97. */
const optedOutPhone = () => `+1555010${String(randomInt(100)).padStart(2, '0')}97`;
const alert = {
  event: 'New sign-in to your account',
  happenedAt: '2026-11-23T08:04:00Z',
  device: 'Firefox on Windows',
  location: 'Lyon, France',
  secureAccountUrl: 'https://www.example.com/account/security',
};
const routingBy = (order: readonly string[], until: string) => ({
  mode: 'FIRST_SUCCESS',
  order,
  timeoutSeconds,
  until,
});
const by = ({ deliveries }: Notification, name: string) =>
  deliveries.find(({ channel }) => channel === name);
const sentBy = async (notificationId: string) =>
  (await messagesOf())
    .filter((one) => one.notificationId === notificationId)
    .map(({ channel }) => channel);
const readInbox = async (userId: string) => {
  const { items } = InboxPage.parse((await call('GET', `/users/${userId}/inbox`)).body);
  const path = `/users/${userId}/inbox/${items[0]?.itemId}`;
  expect(await call('PUT', path, { body: { read: true } })).toMatchObject({ status: 200 });
};
const waitForReading = (
  notificationId: string,
  wanted: readonly string[],
  channel: 'IN_APP' | 'PUSH',
) =>
  waitFor('the reading to be told', async () => {
    const notification = await waitForStatus(notificationId, wanted);
    return by(notification, channel)?.engagement.readAt === undefined ? undefined : notification;
  });
/** A notification to a person who has a phone: first by push, then by SMS. */
const alertByPush = async () => {
  const { userId } = await makeUser({ phoneNumber: uniquePhone() });
  const device = { platform: 'FCM', token: uniqueLabel('token') };
  await call('PUT', `/users/${userId}/devices/phone`, { body: device });
  return send({
    templateId: 'SECURITY_ALERT',
    recipientType: 'USER_ID',
    recipientIdentifier: userId,
    data: alert,
    routing: routingBy(['PUSH', 'SMS'], 'READ'),
  });
};
/** As the company's app does when somebody opens what it shows. */
const tellReading = (notification: Notification, channel: 'PUSH' | 'SMS') =>
  call('POST', `/notifications/${notification.notificationId}/engagement`, {
    body: { deliveryId: by(notification, channel)?.deliveryId, kind: 'READ' },
  });
const readPush = async (notification: Notification) => {
  expect(await tellReading(notification, 'PUSH')).toMatchObject({ status: 202 });
};

describe('one channel after the other', () => {
  needs(
    'outbox',
    'clock',
    'push',
  )(
    'a push that nobody reads is followed by an SMS, once; its reading is recorded all the same',
    async () => {
      const { notificationId } = await alertByPush();
      const held = await waitForStatus(notificationId, ['HELD']);
      await waitFor(
        'the push',
        async () => (await sentBy(notificationId)).length === 1 || undefined,
      );
      await advanceClock(timeoutSeconds - 60);
      const early = await sentBy(notificationId);
      await advanceClock(60 + lateSeconds);
      const sent = await waitForStatus(notificationId);
      await letEverythingThrough();

      expect(by(held, 'SMS')).toMatchObject({ status: 'HELD', reason: 'FALLBACK', attempts: 0 });
      expect(early).toEqual(['PUSH']);
      expect((await sentBy(notificationId)).toSorted()).toEqual(['PUSH', 'SMS']);
      expect(sentStatuses).toContain(by(sent, 'SMS')?.status);
      expect(by(sent, 'EMAIL')).toBeUndefined();
      await readPush(sent);
      const read = await waitForReading(notificationId, sentStatuses, 'PUSH');
      expect(sentStatuses).toContain(by(read, 'SMS')?.status);
    },
  );

  needs(
    'outbox',
    'clock',
    'push',
  )('a push that its app says is read needs no SMS', async () => {
    const { notificationId } = await alertByPush();
    const held = await waitFor('the push', async () => {
      const notification = await waitForStatus(notificationId, ['HELD']);
      return by(notification, 'PUSH')?.attempts === 1 ? notification : undefined;
    });
    expect((await tellReading(held, 'SMS')).body).toMatchObject({ errors: [{ code: 'NOT_SENT' }] });
    await readPush(held);
    await waitForReading(notificationId, ['HELD'], 'PUSH');
    await advanceClock(timeoutSeconds + lateSeconds);
    const spared = await waitForStatus(notificationId);
    await letEverythingThrough();
    expect(by(spared, 'SMS')).toMatchObject({ status: 'SKIPPED', reason: 'FALLBACK_NOT_NEEDED' });
    expect(await sentBy(notificationId)).toEqual(['PUSH']);
  });

  needs('outbox', 'clock')(
    'what is read in time needs no other channel; what is read late is recorded beside it',
    async () => {
      const [prompt, late] = [await makeUser(), await makeUser()];
      const [first, second] = await Promise.all(
        [prompt, late].map(({ userId }) =>
          send(
            orderFor({
              recipientType: 'USER_ID',
              recipientIdentifier: userId,
              routing: routingBy(['IN_APP', 'EMAIL'], 'READ'),
            }),
          ),
        ),
      );
      const ids = [first?.notificationId ?? '', second?.notificationId ?? ''] as const;
      for (const id of ids) {
        await waitFor('the inbox', async () => {
          const status = by(await waitForStatus(id, ['HELD']), 'IN_APP')?.status ?? '';
          return sentStatuses.includes(status) ? status : undefined;
        });
      }
      await readInbox(prompt.userId);
      await waitForReading(ids[0], ['HELD'], 'IN_APP');

      await advanceClock(timeoutSeconds + lateSeconds);
      const spared = await waitForStatus(ids[0]);
      await waitForStatus(ids[1]);
      await waitForMail(late.email);
      await readInbox(late.userId);
      const both = await waitForReading(ids[1], sentStatuses, 'IN_APP');
      await letEverythingThrough();

      expect(by(spared, 'EMAIL')).toMatchObject({
        status: 'SKIPPED',
        reason: 'FALLBACK_NOT_NEEDED',
        attempts: 0,
      });
      expect(spared.decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
        rule: 'fallback',
        inputs: { success: 'READ', by: 'IN_APP' },
      });
      expect(await mailsTo(prompt.email)).toEqual([]);
      expect(sentStatuses).toContain(by(both, 'EMAIL')?.status);
      expect(await mailsTo(late.email)).toHaveLength(1);
    },
  );

  needs('outbox', 'clock')('what fails for good is followed before its time, once', async () => {
    // The local phone that has opted out: End User Messaging refuses it.
    const { userId, email } = await makeUser({ phoneNumber: optedOutPhone() });
    const { notificationId } = await send({
      templateId: 'SECURITY_ALERT',
      recipientType: 'USER_ID',
      recipientIdentifier: userId,
      data: alert,
      routing: routingBy(['SMS', 'EMAIL'], 'DELIVERED'),
    });
    await waitFor(
      'the SMS to fail',
      async () =>
        by(await waitForStatus(notificationId, ['HELD']), 'SMS')?.status === 'FAILED' || undefined,
    );
    // A minute, as soon as Scheduler can, and a minute for its being late; not the ten of the timeout.
    await advanceClock(60 + lateSeconds);
    await waitForMail(email);
    await advanceClock(timeoutSeconds);
    await letEverythingThrough();
    expect(await mailsTo(email)).toHaveLength(1);
    const { deliveries } = await waitForStatus(notificationId);
    expect(deliveries.map(({ channel, attempts }) => [channel, attempts])).toEqual(
      expect.arrayContaining([
        ['SMS', 1],
        ['EMAIL', 1],
      ]),
    );
  });
});
