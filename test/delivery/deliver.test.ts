import { describe, expect, test } from 'vitest';
import type { StatusEvent } from '#core/event.ts';
import type { NextInLine } from '#core/fallback.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord, TimelineEntry } from '#core/notification.ts';
import type { ProviderRetryPolicies, RetryPolicy } from '#core/retry-policy.ts';
import type { Outcome } from '#functions/channels/channel.ts';
import type { LoadedAttachments } from '#functions/delivery/attachments.ts';
import type { ClosedReason } from '#functions/delivery/channel-gate.ts';
import { deliver } from '#functions/delivery/deliver.ts';
import type { DeliverDeps } from '#functions/delivery/deliver-deps.ts';
import type { createDeliveryStore } from '#functions/delivery/delivery-store.ts';
import type { LinksFor } from '#functions/delivery/make-links.ts';
import type { Rendered } from '#functions/delivery/render.ts';
import { categories } from '#templates/categories.ts';

const start = 1_800_000_000_000;
const notificationId = 'ntf_0000000000000000000000001';
const key = 'EMAIL-abcdefghij';

const policy: RetryPolicy = {
  initialSeconds: 2,
  capSeconds: 60,
  doublingForSeconds: 7200,
  thenEverySeconds: 900,
  holdAfterSeconds: 86_400,
};

const message: DeliveryMessage = {
  schemaVersion: 1,
  deliveryId: `${notificationId}-${key}`,
  channel: 'EMAIL',
  address: 'ada@example.com',
  round: 0,
  request: {
    schemaVersion: 1,
    notificationId,
    templateId: 'WELCOME',
    recipient: { type: 'EMAIL', identifier: 'ada@example.com' },
    data: {},
    priority: 'HIGH',
    caller: '1/Orders',
    acceptedAt: start,
    expiresAt: start + 3 * 86_400_000,
  },
};

interface World {
  readonly delivery?: Partial<DeliveryRecord>;
  readonly outcome?: Outcome | Error;
  readonly rendered?: Rendered;
  readonly whenUncertain?: 'RESEND' | 'HOLD';
  readonly now?: number;
  /** What the story tells already. */
  readonly told?: readonly TimelineEntry[];
  readonly linksFor?: LinksFor;
  /** What becomes of reading its files. */
  readonly files?: LoadedAttachments;
  readonly sent?: Partial<DeliveryMessage>;
  readonly gone?: boolean;
  /** The SDK repeats a write whose answer was lost: the first one counts, and the second is refused. */
  readonly isFinishRepeated?: boolean;
  readonly isClaimRepeated?: boolean;
  /** What is said of it before the provider has even answered. */
  readonly overtakenBy?: DeliveryRecord['status'];
  /** Why its channel may not be used. */
  readonly closed?: ClosedReason;
  readonly receiveCount?: number;
  readonly firstReceivedAt?: number;
  readonly providerRetryPolicies?: ProviderRetryPolicies;
  /** The notification's other deliveries. */
  readonly others?: Readonly<Record<string, DeliveryRecord>>;
}

/** One delivery on a record that a hand-written store keeps, its conditions being the real ones' meaning. */
const run = async ({
  delivery,
  outcome,
  rendered,
  whenUncertain = 'RESEND',
  now = start,
  told = [],
  linksFor,
  files,
  sent = {},
  gone,
  isFinishRepeated = false,
  isClaimRepeated = false,
  overtakenBy,
  closed,
  receiveCount = 1,
  firstReceivedAt,
  providerRetryPolicies = {},
  others = {},
}: World) => {
  let stored: DeliveryRecord = {
    channel: 'EMAIL',
    status: 'QUEUED',
    address: 'a***',
    attempt: 0,
    round: 0,
    ...delivery,
  };
  const time = now;
  const timeline: TimelineEntry[] = [...told];
  const record = {
    notificationId,
    get deliveries() {
      return { ...others, [key]: stored };
    },
    expiresAt: message.request.expiresAt,
    timeline,
  } as Partial<NotificationRecord> as NotificationRecord;
  const isWaiting = () =>
    ['QUEUED', 'RETRYING', 'PARKED'].includes(stored.status) && stored.round === message.round;
  const held = (change: DeliveryRecord) => {
    stored = change;
    return { record, delivery: stored };
  };
  const claimed = (claimedBy: string) =>
    held({
      ...stored,
      status: 'SENDING',
      claimedBy,
      attempt: stored.attempt + 1,
      leaseUntil: now + 30_000,
      firstAttemptAt: stored.firstAttemptAt ?? now,
    });
  const store: ReturnType<typeof createDeliveryStore> = {
    read: async () => (gone ? undefined : { record, delivery: stored }),
    claim: async (_, claimedBy) => {
      const written = !gone && isWaiting() ? claimed(claimedBy) : undefined;
      return isClaimRepeated ? undefined : written;
    },
    takeOver: async (_, dead, claimedBy) => {
      const isDead = stored.status === 'SENDING' && stored.attempt === dead.attempt;
      const written = isDead ? claimed(claimedBy) : undefined;
      return isClaimRepeated ? undefined : written;
    },
    finish: async (_, { leaseUntil: __, claimedBy: ___, ...mine }, result) => {
      if (stored.status !== 'SENDING' || stored.attempt !== mine.attempt) return undefined;
      const round = result.status === 'HELD' ? mine.round + 1 : mine.round;
      timeline.push({ at: time, event: result.status, delivery: key });
      const written = held({ ...mine, ...result, round });
      return isFinishRepeated ? undefined : written;
    },
    tellSent: async () => {
      timeline.push({ at: time, event: 'SENT', delivery: key });
      return { record, delivery: stored };
    },
    hold: async (_, { reason, until }) =>
      !gone && isWaiting()
        ? held({ ...stored, status: 'HELD', round: stored.round + 1, reason, heldUntil: until })
        : undefined,
    postpone: async (_, reason) => {
      if (gone || stored.status !== 'QUEUED') return undefined;
      timeline.push({ at: time, event: 'RETRYING', delivery: key, reason });
      return held({ ...stored, status: 'RETRYING', reason });
    },
    end: async (_, result) => (!gone && isWaiting() ? held({ ...stored, ...result }) : undefined),
  };
  const sends: string[] = [];
  const sentFiles: string[] = [];
  const read: { readonly files: number; readonly status: string }[] = [];
  const renderedWith: unknown[] = [];
  const events: StatusEvent[] = [];
  const releases: (readonly [number, number])[] = [];
  const followUps: (NextInLine & { readonly at: number })[] = [];
  const promotions = [...categories.values()][0];
  if (promotions === undefined) throw new Error('there are no categories');
  const deps: DeliverDeps = {
    store,
    render: (_, links) => {
      renderedWith.push(links);
      return rendered ?? { kind: 'rendered', content: { subject: 'Hello' } };
    },
    ...(linksFor === undefined ? {} : { linksFor }),
    closed: async () => closed,
    withAttachments: async (attachments, use) => {
      if (files === undefined) throw new Error('nobody asked for files');
      read.push({ files: attachments.length, status: stored.status });
      return use(files);
    },
    send: async ({ deliveryId, links, files: attached = [] }) => {
      expect(stored.status).toBe('SENDING');
      expect(links).toEqual(renderedWith.at(-1));
      sends.push(deliveryId);
      sentFiles.push(...attached.map(({ filename }) => filename));
      if (outcome instanceof Error) throw outcome;
      if (overtakenBy !== undefined) held({ ...stored, status: overtakenBy });
      return outcome ?? { kind: 'sent', provider: 'SES', providerMessageId: 'ses-1' };
    },
    publish: async (published) => {
      events.push(...published);
    },
    scheduleRelease: async (_, round, at) => {
      releases.push([round, at]);
    },
    scheduleNext: async (_, next, at) => {
      followUps.push({ ...next, at });
    },
    categoryOf: () => ({ ...promotions, whenUncertain }),
    retryPolicies: { express: policy, standard: policy },
    providerRetryPolicies,
    now: () => time,
    newClaim: () => crypto.randomUUID(),
    random: () => 1,
  };
  const received = { messageId: 'm', receiveCount, firstReceivedAt: firstReceivedAt ?? now };
  const [result] = await deliver([{ message: { ...message, ...sent }, ...received }], deps);
  return {
    result,
    stored,
    sends,
    sentFiles,
    read,
    events,
    releases,
    followUps,
    renderedWith,
    timeline,
  };
};

describe('an attempt', () => {
  test('is recorded SENT with the provider that has it, and told', async () => {
    const { result, stored, events } = await run({});
    expect(result).toMatchObject({ kind: 'done', event: 'delivery-sent' });
    expect(stored).toMatchObject({
      status: 'SENT',
      attempt: 1,
      provider: 'SES',
      providerMessageId: 'ses-1',
    });
    expect(stored.leaseUntil).toBeUndefined();
    expect(events).toMatchObject([{ status: 'SENT', attempt: 1, deliveryId: message.deliveryId }]);
  });

  test('that is done is told again as it was told before, however late', async () => {
    const told = [{ at: start + 5_000, event: 'SENT', delivery: key }];
    const delivery = { status: 'SENT', attempt: 1, provider: 'SES' } as const;
    const { events, sends } = await run({ delivery, told, now: start + 7_200_000 });
    expect(sends).toEqual([]);
    expect(events).toMatchObject([
      { status: 'SENT', attempt: 1, provider: 'SES', at: start + 5_000, sentAt: start + 5_000 },
    ]);
  });

  test('renders and sends with the links that its category allows', async () => {
    const links = { unsubscribeUrl: 'https://u.example', preferencesUrl: 'https://p.example' };
    const linksFor: LinksFor = async (_, category) =>
      category?.id === 'orders' ? links : undefined;
    expect(await run({ linksFor })).toMatchObject({
      stored: { status: 'SENT' },
      renderedWith: [links],
    });
    expect((await run({})).renderedWith).toEqual([undefined]);
  });

  test('whose links cannot be made now comes back, nobody having been called', async () => {
    const linksFor: LinksFor = async () => {
      throw new TypeError('a secret that is none');
    };
    const { result, stored, sends } = await run({ linksFor, whenUncertain: 'HOLD' });
    expect(result).toMatchObject({ kind: 'retry', event: 'delivery-retrying' });
    expect(stored).toMatchObject({
      status: 'RETRYING',
      reason: 'PROVIDER_UNAVAILABLE',
      detail: 'no links: TypeError',
    });
    expect(sends).toEqual([]);
  });

  test('that is rejected ends FAILED and is not tried again', async () => {
    const outcome: Outcome = {
      kind: 'rejected',
      reason: 'PROVIDER_REJECTED',
      detail: 'MessageRejected',
    };
    const { result, stored } = await run({ outcome });
    expect(result?.kind).toBe('done');
    expect(stored).toMatchObject({ status: 'FAILED', reason: 'PROVIDER_REJECTED' });
  });

  test('that cannot be rendered ends FAILED without a call', async () => {
    const { result, stored, sends } = await run({
      rendered: { kind: 'failed', detail: 'subject came out empty' },
    });
    expect(result?.kind).toBe('done');
    expect(stored).toMatchObject({ status: 'FAILED', reason: 'RENDERING_FAILED' });
    expect(sends).toEqual([]);
  });

  test('that is throttled comes back after the longer of the policy and what the provider asked', async () => {
    const throttled: Outcome = {
      kind: 'refused-for-now',
      reason: 'PROVIDER_THROTTLED',
      detail: 'slow',
    };
    const asked = await run({ outcome: { ...throttled, retryAfterSeconds: 30 } });
    const notAsked = await run({ outcome: throttled });
    expect(asked.result).toMatchObject({ kind: 'retry', afterSeconds: 30 });
    expect(notAsked.result).toMatchObject({ kind: 'retry', afterSeconds: 2 });
    expect(asked.stored).toMatchObject({ status: 'RETRYING', reason: 'PROVIDER_THROTTLED' });
  });

  test('that one provider refused comes back as its own policy says, and is given up as it says', async () => {
    const refused = {
      kind: 'refused-for-now',
      reason: 'PROVIDER_UNAVAILABLE',
      detail: 'out',
    } as const;
    const own = { ...policy, initialSeconds: 40, attempts: 2 };
    const providerRetryPolicies = { SNS: { express: own, standard: own } };
    const by = (provider: string, delivery = {}) =>
      run({ outcome: { ...refused, provider }, providerRetryPolicies, delivery });
    expect((await by('SNS')).result).toMatchObject({ kind: 'retry', afterSeconds: 40 });
    expect((await by('OTHER')).result).toMatchObject({ kind: 'retry', afterSeconds: 2 });
    const second = { status: 'RETRYING', attempt: 1 } as const;
    expect((await by('SNS', second)).stored).toMatchObject({
      status: 'FAILED',
      reason: 'EXHAUSTED',
      detail: 'out',
    });
    expect((await by('OTHER', second)).stored).toMatchObject({ status: 'RETRYING' });
  });

  test('comes back no later than it expires', async () => {
    const outcome: Outcome = {
      kind: 'refused-for-now',
      reason: 'PROVIDER_UNAVAILABLE',
      detail: 'out',
      retryAfterSeconds: 900,
    };
    const { result } = await run({ outcome, now: message.request.expiresAt - 5000 });
    expect(result).toMatchObject({ kind: 'retry', afterSeconds: 5 });
  });

  test('that failed for a day is HELD and comes back by Scheduler', async () => {
    const outcome: Outcome = {
      kind: 'refused-for-now',
      reason: 'PROVIDER_UNAVAILABLE',
      detail: 'out',
    };
    const now = start + 86_400_000;
    const { result, stored, releases } = await run({
      outcome,
      delivery: { status: 'RETRYING', firstAttemptAt: start },
      now,
    });
    expect(result?.kind).toBe('done');
    expect(stored).toMatchObject({ status: 'HELD', round: 1 });
    expect(releases).toEqual([[1, now + 900_000]]);
  });
});

describe('one channel after the other', () => {
  const routing = { mode: 'FIRST_SUCCESS', timeoutSeconds: 600, until: 'READ' } as const;
  const sent = { request: { ...message.request, routing } };
  const other = (over: Partial<DeliveryRecord>): DeliveryRecord => ({
    channel: 'SMS',
    status: 'HELD',
    reason: 'FALLBACK',
    address: '+1***',
    attempt: 0,
    round: 1,
    heldUntil: start + 600_000,
    ...over,
  });
  const later = other({ channel: 'IN_APP', heldUntil: start + 1_200_000 });
  const outcome: Outcome = { kind: 'rejected', reason: 'PROVIDER_REJECTED', detail: 'no' };
  const rest = { a: later, b: other({}) };

  test('what fails for good is followed in a minute, by the channel whose turn is next', async () => {
    const { followUps } = await run({ outcome, sent, others: rest });
    expect(followUps).toEqual([{ channel: 'SMS', round: 1, at: start + 60_000 }]);
  });

  test('a copy follows up what one did that died before it could', async () => {
    const delivery = { status: 'FAILED', attempt: 1 } as const;
    const { followUps, sends } = await run({ delivery, sent, others: rest });
    expect(followUps).toEqual([{ channel: 'SMS', round: 1, at: start + 60_000 }]);
    expect(sends).toEqual([]);
  });

  test.each<[string, World]>([
    ['it was sent', { sent, others: rest }],
    ['it is tried again', { outcome: { kind: 'uncertain', detail: 'slow' }, sent, others: rest }],
    [
      'another device may still get it',
      { outcome, sent, others: { ...rest, c: other({ status: 'SENT', channel: 'PUSH' }) } },
    ],
    ['none waits for its turn', { outcome, sent, others: { a: other({ reason: 'QUIET_HOURS' }) } }],
    ['all channels were used at once', { outcome, others: rest }],
  ])('nobody is hurried where %s', async (_, world) => {
    expect((await run(world)).followUps).toEqual([]);
  });
});

describe('a channel that is closed', () => {
  test.each(['CHANNEL_PAUSED', 'PROVIDER_UNAVAILABLE'] as const)(
    'for %s keeps its messages, and their status says why',
    async (closed) => {
      const { result, stored, sends, events } = await run({ closed });
      expect(result).toMatchObject({ kind: 'retry', afterSeconds: 2 });
      expect(stored).toMatchObject({ status: 'RETRYING', reason: closed, attempt: 0 });
      expect(sends).toEqual([]);
      expect(events).toMatchObject([{ status: 'RETRYING', reason: closed }]);
    },
  );

  test('costs a write once, and waits as long as the policy says', async () => {
    const delivery = { status: 'RETRYING', reason: 'CHANNEL_PAUSED' } as const;
    const { result, stored, events } = await run({
      closed: 'CHANNEL_PAUSED',
      delivery,
      receiveCount: 9,
    });
    expect(result).toMatchObject({ kind: 'retry', afterSeconds: 60 });
    expect(stored).toMatchObject(delivery);
    expect(events).toEqual([]);
  });

  test('gives up nothing before it expires, and nothing after', async () => {
    const closed = 'CHANNEL_PAUSED';
    const expiresAt = message.request.expiresAt;
    const before = await run({ closed, now: expiresAt - 1_000, receiveCount: 9 });
    expect(before.result).toMatchObject({ kind: 'retry', afterSeconds: 1 });
    const after = await run({ closed, now: expiresAt });
    expect(after.stored).toMatchObject({ status: 'EXPIRED' });
  });

  test('for a day lets its messages leave the queue, to be decided again', async () => {
    const now = start + 86_400_000;
    const { result, stored, releases } = await run({
      closed: 'CHANNEL_PAUSED',
      now,
      firstReceivedAt: start,
    });
    expect(result?.kind).toBe('done');
    expect(stored).toMatchObject({ status: 'HELD', round: 1, reason: 'CHANNEL_PAUSED' });
    expect(releases).toEqual([[1, now + 900_000]]);
  });

  test('for a day is not called for what a dead copy left either', async () => {
    const dead = { status: 'SENDING', attempt: 1, leaseUntil: start - 1 } as const;
    const late = { closed: 'CHANNEL_PAUSED', firstReceivedAt: start - 86_400_000 } as const;
    const { stored, sends, releases } = await run({ ...late, delivery: dead });
    expect(sends).toEqual([]);
    expect(stored).toMatchObject({ status: 'HELD', round: 1, reason: 'CHANNEL_PAUSED' });
    expect(releases).toEqual([[1, start + 900_000]]);
    const uncertain = await run({ ...late, delivery: dead, whenUncertain: 'HOLD' });
    expect(uncertain.stored).toMatchObject({ status: 'UNCERTAIN' });
  });

  test('claims nothing that has ended meanwhile', async () => {
    const { stored } = await run({ closed: 'CHANNEL_PAUSED', delivery: { status: 'CANCELLED' } });
    expect(stored.status).toBe('CANCELLED');
  });
});

describe('a send that may or may not have happened', () => {
  const outcome: Outcome = { kind: 'uncertain', detail: 'TimeoutError' };

  test('is tried again where the category says RESEND', async () => {
    const { result, stored } = await run({ outcome });
    expect(result?.kind).toBe('retry');
    expect(stored).toMatchObject({ status: 'RETRYING', reason: 'PROVIDER_TIMEOUT' });
  });

  test('stays UNCERTAIN where the category says HOLD', async () => {
    const { result, stored } = await run({ outcome, whenUncertain: 'HOLD' });
    expect(result?.kind).toBe('done');
    expect(stored).toMatchObject({ status: 'UNCERTAIN', reason: 'PROVIDER_TIMEOUT' });
  });

  const crashed = { status: 'SENDING', attempt: 1, leaseUntil: start - 1 } as const;

  test('because a copy died is sent by the next copy under RESEND', async () => {
    const { stored, sends } = await run({ delivery: crashed });
    expect(sends).toHaveLength(1);
    expect(stored).toMatchObject({ status: 'SENT', attempt: 2 });
  });

  test('because a copy died is not sent again under HOLD', async () => {
    const { stored, sends, events } = await run({ delivery: crashed, whenUncertain: 'HOLD' });
    expect(sends).toEqual([]);
    expect(stored).toMatchObject({ status: 'UNCERTAIN', reason: 'CRASHED_WHILE_SENDING' });
    expect(events).toMatchObject([{ status: 'UNCERTAIN' }]);
  });
});

describe('a claim that the SDK repeats, for its first answer was lost,', () => {
  test.each(['RESEND', 'HOLD'] as const)(
    'is known for one’s own under %s',
    async (whenUncertain) => {
      const { result, stored, sends } = await run({ isClaimRepeated: true, whenUncertain });
      expect(result).toMatchObject({ kind: 'done', event: 'delivery-sent' });
      expect(stored).toMatchObject({ status: 'SENT', attempt: 1 });
      expect(stored).not.toHaveProperty('claimedBy');
      expect(sends).toHaveLength(1);
    },
  );

  test('is so too where it takes over from a copy that died', async () => {
    const delivery = { status: 'SENDING', attempt: 1, leaseUntil: start - 1 } as const;
    const { stored, sends } = await run({ isClaimRepeated: true, delivery });
    expect(stored).toMatchObject({ status: 'SENT', attempt: 2 });
    expect(sends).toHaveLength(1);
  });
});

test('what expires before anybody is called ends EXPIRED', async () => {
  const { stored } = await run({ outcome: { kind: 'expired' } });
  expect(stored).toMatchObject({ status: 'EXPIRED', reason: 'EXPIRED' });
});

describe('a message that is not first', () => {
  test('waits for a live lease to end, unacknowledged', async () => {
    const { result, sends } = await run({
      delivery: { status: 'SENDING', attempt: 1, leaseUntil: start + 12_000 },
    });
    expect(result).toMatchObject({ kind: 'retry', event: 'delivery-leased', afterSeconds: 13 });
    expect(sends).toEqual([]);
  });

  test.each([
    'SENT',
    'FAILED',
    'DELIVERED',
    'CANCELLED',
    'EXPIRED',
    'SKIPPED',
    'UNCERTAIN',
  ] as const)('sends nothing when the delivery is %s, and tells it again', async (status) => {
    const { result, sends, events } = await run({ delivery: { status, attempt: 1 } });
    expect(result?.kind).toBe('done');
    expect(sends).toEqual([]);
    expect(events).toMatchObject([{ status }]);
  });

  test('is stale when the delivery was held and released since', async () => {
    const { result, sends } = await run({ delivery: { status: 'QUEUED', round: 1 } });
    expect(result?.kind).toBe('done');
    expect(sends).toEqual([]);
  });

  test('schedules the release that a dead run may have forgotten', async () => {
    const { releases } = await run({ delivery: { status: 'HELD', round: 1 } });
    expect(releases).toEqual([[1, start + 900_000]]);
  });

  test('is expired, never new, when its record is gone', async () => {
    const { result, sends } = await run({ gone: true });
    expect(result).toMatchObject({ kind: 'done', event: 'delivery-gone' });
    expect(sends).toEqual([]);
  });
});

test('what is at its expiry is EXPIRED, not sent', async () => {
  const { result, stored, sends } = await run({ now: message.request.expiresAt });
  expect(result?.kind).toBe('done');
  expect(stored.status).toBe('EXPIRED');
  expect(sends).toEqual([]);
});

test.each([
  ['a retry', { status: 'RETRYING', attempt: 3 }],
  ['a redriven message', { status: 'PARKED', attempt: 3 }],
  [
    'the copy of one that died while it was sending',
    { status: 'SENDING', attempt: 1, leaseUntil: start },
  ],
] as const)('%s that comes back at its expiry sends nothing', async (_, delivery) => {
  const { stored, sends } = await run({ delivery, now: message.request.expiresAt });
  expect(stored.status).toBe('EXPIRED');
  expect(sends).toEqual([]);
});

test('a redriven message takes a PARKED delivery back', async () => {
  const { stored } = await run({ delivery: { status: 'PARKED', attempt: 3 } });
  expect(stored).toMatchObject({ status: 'SENT', attempt: 4 });
});

test('a refusal that was written by a call whose answer was lost is tried again', async () => {
  const outcome = { kind: 'refused-for-now', reason: 'PROVIDER_THROTTLED', detail: '429' } as const;
  const { result, stored } = await run({ outcome, isFinishRepeated: true });
  expect(stored.status).toBe('RETRYING');
  expect(result).toMatchObject({ kind: 'retry', event: 'delivery-retrying' });
});

describe('a delivery that feedback has overtaken', () => {
  test('keeps what was said of it, and is told to have been sent all the same', async () => {
    const { result, stored, events, timeline } = await run({ overtakenBy: 'DELIVERED' });
    expect(result).toMatchObject({ kind: 'done', event: 'delivery-sent' });
    expect(stored.status).toBe('DELIVERED');
    expect(events).toMatchObject([{ status: 'SENT', attempt: 1 }]);
    expect(timeline).toMatchObject([{ event: 'SENT', delivery: key }]);
  });

  test('is told SENT once, where only the answer of our own record was lost', async () => {
    const { events, timeline } = await run({ isFinishRepeated: true });
    expect(events).toMatchObject([{ status: 'SENT' }]);
    expect(timeline).toHaveLength(1);
  });

  test('is not told to have been sent when the provider refused it', async () => {
    const outcome = { kind: 'refused-for-now', reason: 'PROVIDER_THROTTLED', detail: '' } as const;
    const { events, timeline } = await run({ overtakenBy: 'DELIVERED', outcome });
    expect(events).toMatchObject([{ status: 'DELIVERED' }]);
    expect(timeline).toEqual([]);
  });
});

describe('a delivery that waited in its lane', () => {
  test('until quiet hours began is HELD for the router to decide again, and sends nothing', async () => {
    const { stored, sends, releases } = await run({
      delivery: { status: 'RETRYING', attempt: 3 },
      sent: { decidedAt: start - 3_600_000, quietFrom: start - 1 },
    });
    expect(stored).toMatchObject({ status: 'HELD', round: 1, reason: 'QUIET_HOURS' });
    expect(sends).toEqual([]);
    expect(releases).toEqual([[1, start + 60_000]]);
  });

  test('and whose copy died while it sent is HELD, too, and not tried once more in quiet hours', async () => {
    const { stored, sends, releases } = await run({
      delivery: { status: 'SENDING', attempt: 1, leaseUntil: start - 1 },
      sent: { decidedAt: start - 3_600_000, quietFrom: start - 1 },
    });
    expect(stored).toMatchObject({ status: 'HELD', round: 1, reason: 'QUIET_HOURS' });
    expect(sends).toEqual([]);
    expect(releases).toEqual([[1, start + 60_000]]);
  });

  test('until its send window ended is HELD, and until just before is sent', async () => {
    const sent = { decidedAt: start - 3_600_000 };
    const ended = await run({ sent: { ...sent, windowUntil: start } });
    expect(ended.stored).toMatchObject({ status: 'HELD', round: 1, reason: 'SEND_WINDOW' });
    expect(ended.sends).toEqual([]);
    expect((await run({ sent: { ...sent, windowUntil: start + 1 } })).stored.status).toBe('SENT');
  });

  test('and will be in quiet hours only later is sent', async () => {
    const { stored } = await run({
      delivery: { status: 'RETRYING', attempt: 3 },
      sent: { decidedAt: start - 3_600_000, quietFrom: start + 1 },
    });
    expect(stored.status).toBe('SENT');
  });

  test('in its DLQ is decided again before it is sent', async () => {
    const { stored, sends, releases } = await run({
      delivery: { status: 'PARKED', attempt: 3 },
      sent: { decidedAt: start - 2 * 86_400_000 },
    });
    expect(stored).toMatchObject({ status: 'HELD', round: 1 });
    expect(sends).toEqual([]);
    expect(releases).toEqual([[1, start + 60_000]]);
  });
});

test('one delivery that throws does not spoil the others of its batch', async () => {
  const { result } = await run({ outcome: new Error('a bug') });
  expect(result).toMatchObject({ kind: 'retry', event: 'delivery-failed' });
});

describe('a message with files', () => {
  const attachments = [
    { bucket: 'herald-files', key: 'a', filename: 'a.pdf' },
    { bucket: 'herald-files', key: 'b', filename: 'b.pdf' },
  ];
  const sent = { request: { ...message.request, attachments } };
  const loaded: LoadedAttachments = {
    kind: 'loaded',
    files: attachments.map(({ filename }) => ({
      filename,
      contentType: 'application/pdf',
      bytes: new Uint8Array(1),
    })),
  };

  test('reads them before it is claimed, and is sent with them', async () => {
    const { stored, read, sentFiles } = await run({ sent, files: loaded });
    expect(read).toEqual([{ files: 2, status: 'QUEUED' }]);
    expect(sentFiles).toEqual(['a.pdf', 'b.pdf']);
    expect(stored).toMatchObject({ status: 'SENT', attempt: 1 });
  });

  test.each(['ATTACHMENT_MISSING', 'ATTACHMENT_FORBIDDEN', 'CONTENT_TOO_LARGE'] as const)(
    'fails for good with %s, and nobody is called',
    async (reason) => {
      const files = { kind: 'failed', reason, detail: 'attachment 1: NoSuchKey' } as const;
      const { result, stored, sends, events } = await run({ sent, files });
      expect(result).toMatchObject({ kind: 'done', event: 'delivery-failed' });
      expect(stored).toMatchObject({ status: 'FAILED', reason, detail: files.detail });
      expect(sends).toEqual([]);
      expect(events).toMatchObject([{ status: 'FAILED', reason }]);
    },
  );

  test('waits while S3 cannot be read, unclaimed, and says why', async () => {
    const files = { kind: 'unavailable', detail: 'attachment 1: SlowDown' } as const;
    const { result, stored, sends } = await run({ sent, files });
    expect(result).toMatchObject({ kind: 'retry', event: 'delivery-waits-for-attachment' });
    expect(stored).toMatchObject({
      status: 'RETRYING',
      reason: 'ATTACHMENT_UNAVAILABLE',
      attempt: 0,
    });
    expect(sends).toEqual([]);
  });

  test('that would begin too late is given back as it is', async () => {
    const { result, stored, sends } = await run({ sent, files: { kind: 'late' } });
    expect(result).toMatchObject({ kind: 'retry', afterSeconds: 1 });
    expect(stored).toMatchObject({ status: 'QUEUED', attempt: 0 });
    expect(sends).toEqual([]);
  });

  const dead = {
    status: 'SENDING',
    attempt: 1,
    leaseUntil: start - 1,
    claimedBy: 'dead',
    firstAttemptAt: start - 40_000,
  } as const;

  test('taken over from a copy that died is sent with them', async () => {
    const { stored, sentFiles } = await run({ sent, files: loaded, delivery: dead });
    expect(sentFiles).toEqual(['a.pdf', 'b.pdf']);
    expect(stored).toMatchObject({ status: 'SENT', attempt: 2 });
  });

  test('whose time has passed meanwhile is HELD, and reads nothing', async () => {
    const late = { ...sent, decidedAt: start - 1, quietFrom: start - 1 };
    const { stored, sends, read } = await run({ sent: late, files: loaded, delivery: dead });
    expect(stored).toMatchObject({ status: 'HELD', reason: 'QUIET_HOURS', attempt: 1 });
    expect([sends, read]).toEqual([[], []]);
  });

  test('whose claim the SDK repeated is sent with them', async () => {
    const { sentFiles } = await run({ sent, files: loaded, isClaimRepeated: true });
    expect(sentFiles).toEqual(['a.pdf', 'b.pdf']);
  });

  test('that has expired reads nothing', async () => {
    const { read, stored } = await run({ sent, now: message.request.expiresAt });
    expect(read).toEqual([]);
    expect(stored.status).toBe('EXPIRED');
  });
});
