import { expect } from 'vitest';
import { advanceClock, targetNow } from './clock.ts';
import { companyQueue, type Heard } from './company-queue.ts';
import { makeUser, orderFor, send, uniqueAddress, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

type Queue = Awaited<ReturnType<typeof companyQueue>>;

/** Waits until a queue has heard each of these types about a notification; in no order, as topics have none. */
const waitForTypes = async (queue: Queue, notificationId: string, types: readonly string[]) => {
  let found: readonly Heard[] = [];
  await waitFor(
    `${notificationId} to be told ${types.join(', ')}`,
    async () => {
      found = (await queue.hear()).filter(({ data }) => data.notificationId === notificationId);
      return types.every((type) => found.some((event) => event.type === type)) || undefined;
    },
    () => `It was told ${found.map(({ type }) => type).join(', ')}`,
  );
  return found;
};

needs('topics')('a queue of the company hears every status that a mail has', async () => {
  const queue = await companyQueue();
  const { notificationId } = await send(
    orderFor({ recipientIdentifier: uniqueAddress(), channels: ['EMAIL'] }),
  );
  const heard = await waitForTypes(queue, notificationId, [
    'herald.notification.accepted',
    'herald.notification.routed',
    'herald.delivery.queued',
    'herald.delivery.sent',
    'herald.delivery.delivered',
  ]);
  const { deliveries } = await waitForStatus(notificationId);
  const [{ deliveryId } = { deliveryId: '' }] = deliveries;
  const sent = heard.find(({ type }) => type === 'herald.delivery.sent');
  expect(sent).toMatchObject({
    id: `${deliveryId}.SENT.1`,
    source: 'herald',
    subject: deliveryId,
    data: { notificationId, deliveryId, channel: 'EMAIL', status: 'SENT' },
    attributes: {
      type: 'herald.delivery.sent',
      status: 'SENT',
      channel: 'EMAIL',
      templateId: 'ORDER_CONFIRMATION',
      category: 'orders',
    },
  });
});

needs('topics')('a filter policy lets a queue hear what it is for, and nothing else', async () => {
  const cancelled = await companyQueue({ type: [{ prefix: 'herald.notification.cancelled' }] });
  const all = await companyQueue();
  const later = await send(
    orderFor({
      recipientIdentifier: uniqueAddress(),
      scheduledFor: new Date((await targetNow()) + 3_600_000).toISOString(),
    }),
  );
  await waitForTypes(all, later.notificationId, ['herald.notification.scheduled']);
  expect((await call('DELETE', `/notifications/${later.notificationId}`)).status).toBe(200);
  expect((await call('DELETE', `/notifications/${later.notificationId}`)).status).toBe(200);
  const now = await send(orderFor({ recipientIdentifier: uniqueAddress() }));
  await waitForTypes(all, now.notificationId, ['herald.delivery.sent']);
  const heard = await waitForTypes(cancelled, later.notificationId, [
    'herald.notification.cancelled',
  ]);
  // A repeated call tells it again, under the same id.
  expect(new Set(heard.map(({ id }) => id))).toEqual(
    new Set([`${later.notificationId}.CANCELLED.0`]),
  );
  expect(
    (await cancelled.hear()).every(({ type }) => type === 'herald.notification.cancelled'),
  ).toBe(true);
});

needs('topics', 'clock')(
  'what quiet hours hold is told when it is held, and when it goes',
  async () => {
    const queue = await companyQueue();
    const { userId } = await makeUser({ timeZone: 'Etc/UTC' });
    const at = async (seconds: number) =>
      new Date((await targetNow()) + seconds * 1000).toISOString().slice(11, 16);
    const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
    await call('POST', `/users/${userId}/preferences`, {
      body: {
        preferences: [{ category: 'orders', channel: 'IN_APP', enabled: false }],
        quietHours: { weekly: [{ days, from: await at(-3_600), to: await at(3_600) }] },
      },
    });
    const { notificationId } = await send(
      orderFor({
        recipientType: 'USER_ID',
        recipientIdentifier: userId,
        priority: 'LOW',
        channels: ['EMAIL', 'IN_APP'],
      }),
    );
    const held = await waitForTypes(queue, notificationId, [
      'herald.notification.routed',
      'herald.delivery.held',
      'herald.delivery.skipped',
    ]);
    expect(held.find(({ type }) => type === 'herald.delivery.held')?.data).toMatchObject({
      channel: 'EMAIL',
      reason: 'QUIET_HOURS',
    });
    expect(held.find(({ type }) => type === 'herald.delivery.skipped')?.data).toMatchObject({
      channel: 'IN_APP',
      reason: 'OPTED_OUT',
    });
    await advanceClock(3 * 3_600);
    await waitForTypes(queue, notificationId, ['herald.delivery.queued', 'herald.delivery.sent']);
  },
);
