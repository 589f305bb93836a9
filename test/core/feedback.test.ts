import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyFeedback } from '#core/apply-feedback.ts';
import { FeedbackKind, type FeedbackMarks, mergeFeedback, toMarks } from '#core/feedback.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import type { DeliveryStatus } from '#core/status.ts';

const start = 1_800_000_000_000;
const delivery: DeliveryRecord = {
  channel: 'EMAIL',
  status: 'SENT',
  address: 'a***@example.com',
  attempt: 1,
  round: 0,
  provider: 'SES',
  providerMessageId: 'ses-1',
};
const said = (kind: FeedbackKind, at = start): FeedbackMarks => toMarks([{ kind, at }]);
const after = (status: DeliveryStatus, ...kinds: readonly FeedbackKind[]) =>
  kinds.reduce<DeliveryRecord>((record, kind) => applyFeedback(record, { marks: said(kind) }), {
    ...delivery,
    status,
  });

const table: Readonly<Record<FeedbackKind, DeliveryStatus>> = {
  ACCEPTED: 'SENT',
  DELAYED: 'SENT',
  REJECTED: 'FAILED',
  DEVICE_GONE: 'FAILED',
  SOFT_BOUNCED: 'BOUNCED',
  DELIVERED: 'DELIVERED',
  HARD_BOUNCED: 'BOUNCED',
  COMPLAINED: 'COMPLAINED',
  OPENED: 'SENT',
  OPENED_BY_MACHINE: 'SENT',
  CLICKED: 'SENT',
  CLICKED_BY_MACHINE: 'SENT',
  SEEN: 'SENT',
  READ: 'SENT',
  ARCHIVED: 'SENT',
  NOT_SPAM: 'SENT',
  UNSUBSCRIBED: 'SENT',
};

describe('what one kind of feedback makes of a delivery', () => {
  test.each(Object.entries(table))('%s makes what was sent %s', (kind, status) => {
    expect(after('SENT', FeedbackKind.parse(kind)).status).toBe(status);
  });

  test.each(FeedbackKind.options)('%s settles what was UNCERTAIN', (kind) => {
    const uncertain: DeliveryRecord = {
      ...delivery,
      status: 'UNCERTAIN',
      reason: 'PROVIDER_TIMEOUT',
      detail: 'TimeoutError',
      settlesBy: start + 1,
    };
    const settled = applyFeedback(uncertain, { marks: said(kind) });
    expect(settled).toEqual({ ...after('SENT', kind) });
  });
});

test.each<readonly [DeliveryStatus, readonly FeedbackKind[]]>([
  // An out-of-office reply.
  ['DELIVERED', ['DELIVERED', 'SOFT_BOUNCED']],
  ['BOUNCED', ['DELIVERED', 'HARD_BOUNCED']],
  ['COMPLAINED', ['HARD_BOUNCED', 'COMPLAINED']],
  ['DELIVERED', ['REJECTED', 'DELIVERED']],
  ['BOUNCED', ['SOFT_BOUNCED', 'DELAYED', 'OPENED']],
])('%s stands of %j', (status, kinds) => {
  expect(after('SENT', ...kinds).status).toBe(status);
  expect(after('SENT', ...kinds.toReversed()).status).toBe(status);
});

test('a failure says why, and a success no longer does', () => {
  const bounced = applyFeedback(delivery, {
    marks: toMarks([{ kind: 'SOFT_BOUNCED', at: start, detail: 'Transient/MailboxFull' }]),
  });
  expect(bounced).toMatchObject({ status: 'BOUNCED', detail: 'Transient/MailboxFull' });
  const delivered = applyFeedback(bounced, {
    marks: toMarks([{ kind: 'DELIVERED', at: start, detail: 'smtp' }]),
  });
  expect(delivered).toMatchObject({ status: 'DELIVERED' });
  expect(delivered).not.toHaveProperty('detail');
});

test('what is recorded before our own SENT keeps whose message it was', () => {
  const { provider: _, providerMessageId: __, ...sending } = { ...delivery, leaseUntil: start };
  const marks = said('DELIVERED');
  const early = applyFeedback(
    { ...sending, status: 'SENDING' },
    { marks, provider: 'SES', providerMessageId: 'ses-1' },
  );
  expect(early).toEqual(applyFeedback(delivery, { marks }));
});

/** Our own steps, as conditional as the delivery store makes them. */
const ownSteps: readonly ((record: DeliveryRecord) => DeliveryRecord)[] = [
  (record) =>
    record.status === 'QUEUED' || record.status === 'RETRYING'
      ? { ...record, status: 'SENDING', attempt: record.attempt + 1, leaseUntil: start }
      : record,
  (record) => {
    const { leaseUntil: _, ...claimed } = record;
    return record.status === 'SENDING'
      ? { ...claimed, status: 'SENT', provider: 'SES', providerMessageId: 'ses-1' }
      : record;
  },
];

const feedbackOf = fc.record({
  kind: fc.constantFrom(...FeedbackKind.options),
  at: fc.integer({ min: start, max: start + 3 }),
  detail: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
});

type One = typeof feedbackOf extends fc.Arbitrary<infer Value> ? Value : never;

const apply = (record: DeliveryRecord, one: One) => {
  const { kind, at, detail } = one;
  const marks = toMarks([{ kind, at, ...(detail === undefined ? {} : { detail }) }]);
  return applyFeedback(record, { marks, provider: 'SES', providerMessageId: 'ses-1' });
};

/** What was said, in any order and some of it twice, with a place for our own record among it. */
const told = fc.array(feedbackOf, { minLength: 1, maxLength: 6 }).chain((list) =>
  fc.record({
    list: fc.constant(list),
    told: fc
      .array(fc.constantFrom(...list), { maxLength: 4 })
      .chain((again) =>
        fc.shuffledSubarray([...list, ...again], { minLength: list.length + again.length }),
      ),
    recordedAfter: fc.nat({ max: 10 }),
  }),
);

const queued: DeliveryRecord = {
  channel: 'EMAIL',
  status: 'QUEUED',
  address: 'a***@example.com',
  attempt: 0,
  round: 0,
};

test('late, repeated, reordered and early feedback all end in the same state', () => {
  fc.assert(
    fc.property(told, ({ list, told: news, recordedAfter }) => {
      const [claim, record] = ownSteps;
      if (claim === undefined || record === undefined) throw new Error('no steps');
      const expected = list.reduce(apply, record(claim(queued)));
      const early = news.slice(0, recordedAfter).reduce(apply, claim(queued));
      const actual = news.slice(recordedAfter).reduce(apply, record(early));
      expect(actual).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test.each<DeliveryStatus>([
  'SENDING',
  'RETRYING',
  'UNCERTAIN',
  'HELD',
  'PARKED',
  'EXPIRED',
  'FAILED',
])('feedback that finds a delivery %s ends as if it had found it SENT', (status) => {
  fc.assert(
    fc.property(told, ({ list, told: news }) => {
      const found: DeliveryRecord = { ...delivery, status, reason: 'PROVIDER_TIMEOUT' };
      expect(news.reduce(apply, found)).toEqual(list.reduce(apply, delivery));
    }),
  );
});

test('every permutation of one of each kind that moves a status ends in the same state', () => {
  const list = (['ACCEPTED', 'DELIVERED', 'HARD_BOUNCED', 'COMPLAINED', 'OPENED'] as const).map(
    (kind, position) => ({ kind, at: start + position, detail: undefined }),
  );
  const expected = list.reduce(apply, delivery);
  for (const order of permutations(list)) {
    expect([...order, ...order].reduce(apply, delivery)).toEqual(expected);
  }
});

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, position) =>
    permutations(items.toSpliced(position, 1)).map((rest) => [item, ...rest]),
  );
}

test('merging is commutative, associative and idempotent', () => {
  const marks = fc.array(feedbackOf, { maxLength: 5 }).map((list) =>
    toMarks(
      list.map(({ kind, at, detail }) => ({
        kind,
        at,
        ...(detail === undefined ? {} : { detail }),
      })),
    ),
  );
  fc.assert(
    fc.property(marks, marks, marks, (a, b, c) => {
      expect(mergeFeedback(a, b)).toEqual(mergeFeedback(b, a));
      expect(mergeFeedback(mergeFeedback(a, b), c)).toEqual(mergeFeedback(a, mergeFeedback(b, c)));
      expect(mergeFeedback(a, a)).toEqual(a);
    }),
  );
});
