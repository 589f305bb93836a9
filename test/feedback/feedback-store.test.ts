import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyFeedback } from '#core/apply-feedback.ts';
import { FeedbackKind, type FeedbackMarks, isEngagement, toMarks } from '#core/feedback.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import { DeliveryStatus } from '#core/status.ts';
import { createDeliveryStore } from '#functions/delivery/delivery-store.ts';
import { type FeedbackWorld, startFeedbackWorld } from './feedback-world.ts';

let world: FeedbackWorld;
beforeAll(async () => {
  world = await startFeedbackWorld();
});
afterAll(() => world.close());

const start = Date.parse('2026-11-23T12:00:00.000Z');
const said = (kind: FeedbackKind, at = start): FeedbackMarks => toMarks([{ kind, at }]);
const from = { provider: 'SES', providerMessageId: 'ses-1' };

test.each(DeliveryStatus.options)('feedback ends what is %s as core says', async (status) => {
  const held: Partial<DeliveryRecord> = {
    status,
    reason: 'PROVIDER_TIMEOUT',
    detail: 'TimeoutError',
    leaseUntil: start,
    heldUntil: start,
    settlesBy: start,
  };
  for (const kind of FeedbackKind.options) {
    const { notificationId, key } = await world.deliveryThat(held);
    const before = await world.read(notificationId);
    const news = { marks: said(kind), ...from };
    const stored = await world.store(notificationId, key, news);
    expect(stored?.delivery, kind).toEqual(applyFeedback(before, news));
    expect(await world.read(notificationId)).toEqual(stored?.delivery);
  }
});

const feedbackOf = fc.record({
  kind: fc.constantFrom(...FeedbackKind.options),
  at: fc.integer({ min: start, max: start + 2 }),
});
const told = fc
  .array(feedbackOf, { minLength: 1, maxLength: 5 })
  .chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
      fc.nat({ max: 10 }),
    ),
  );

describe('in any order, with repeats', () => {
  test('ends in the same state, wherever our own SENT is recorded', async () => {
    await fc.assert(
      fc.asyncProperty(told, async ([list, news, recordedAfter]) => {
        const { notificationId, key, deliveryId } = await world.deliveryThat({
          status: 'QUEUED',
          attempt: 0,
        });
        const own = createDeliveryStore(world.notifications, () => start);
        const message = { deliveryId, round: 0 } as DeliveryMessage;
        const claimed = await own.claim(message, 'claim-1');
        if (claimed === undefined) throw new Error('it could not be claimed');
        const record = () => own.finish(message, claimed.delivery, { status: 'SENT', ...from });
        const store = (one: { readonly kind: FeedbackKind; readonly at: number }) =>
          world.store(notificationId, key, { marks: toMarks([one]), ...from });
        for (const one of news.slice(0, recordedAfter)) await store(one);
        await record();
        for (const one of news.slice(recordedAfter)) await store(one);

        const { leaseUntil: _, claimedBy: __, ...sent } = claimed.delivery;
        const expected = applyFeedback(
          { ...sent, status: 'SENT', ...from },
          { marks: toMarks(list), ...from },
        );
        expect(await world.read(notificationId)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('all at once ends in the same state', async () => {
    const { notificationId, key } = await world.deliveryThat({ status: 'SENT' });
    const before = await world.read(notificationId);
    const list = FeedbackKind.options.map((kind, position) => ({ kind, at: start + position }));
    await Promise.all(
      [...list.slice(0, 4), ...list.slice(8, 12)].map((one) =>
        world.store(notificationId, key, { marks: toMarks([one]), ...from }),
      ),
    );
    const marks = toMarks([...list.slice(0, 4), ...list.slice(8, 12)]);
    expect(await world.read(notificationId)).toEqual(applyFeedback(before, { marks, ...from }));
  });
});

test('of one kind said several times at once, the earliest stays', async () => {
  const times = [5, 3, 1, 4, 2].map((seconds) => start + seconds * 1_000);
  for (const kind of ['DELIVERED', 'OPENED', 'DELAYED'] as const) {
    const { notificationId, key } = await world.deliveryThat({ status: 'SENT' });
    await world.store(notificationId, key, { marks: said('ACCEPTED'), ...from });
    await Promise.all(
      times.map((at) => world.store(notificationId, key, { marks: said(kind, at), ...from })),
    );
    const { feedback } = await world.read(notificationId);
    expect(feedback?.[kind]).toEqual({ at: start + 1_000 });
  }
});

test('a message that feedback proves sent is not claimed again', async () => {
  for (const kind of FeedbackKind.options) {
    const { notificationId, key, deliveryId } = await world.deliveryThat({ status: 'RETRYING' });
    await world.store(notificationId, key, { marks: said(kind), ...from });
    const own = createDeliveryStore(world.notifications, () => start);
    expect(
      await own.claim({ deliveryId, round: 0 } as DeliveryMessage, 'late'),
      kind,
    ).toBeUndefined();
  }
});

test('what is told to be sent after feedback keeps both in its story', async () => {
  const { notificationId, key, deliveryId } = await world.deliveryThat({ status: 'SENDING' });
  const own = createDeliveryStore(world.notifications, () => start);
  await world.store(notificationId, key, { marks: said('DELIVERED'), ...from });
  const told = await own.tellSent({ deliveryId, round: 0 } as DeliveryMessage);
  expect(told?.delivery.status).toBe('DELIVERED');
  expect(told?.record.timeline.at(-1)).toMatchObject({ event: 'SENT', delivery: key, at: start });
});

test('of a delivery or a notification that is not there, nothing is written', async () => {
  const { notificationId } = await world.deliveryThat({});
  const news = { marks: said('DELIVERED'), ...from };
  expect(await world.store(notificationId, 'EMAIL-other', news)).toBeUndefined();
  const nobody = `ntf_${'0'.repeat(25)}`;
  expect(await world.store(nobody, 'EMAIL-other', news)).toBeUndefined();
  expect(await world.notifications.get(nobody)).toBeUndefined();
});

test('engagement beside other feedback changes no status', async () => {
  const { notificationId, key } = await world.deliveryThat({ status: 'SENT' });
  await world.store(notificationId, key, { marks: said('HARD_BOUNCED'), ...from });
  for (const kind of FeedbackKind.options.filter(isEngagement)) {
    await world.store(notificationId, key, { marks: said(kind), ...from });
    expect((await world.read(notificationId)).status).toBe('BOUNCED');
  }
});
