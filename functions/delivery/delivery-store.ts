import { parseDeliveryId } from '#core/ids.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import type { StaleDecision } from '#core/stale-decision.ts';
import type { DeliveryStatus, ReasonCode } from '#core/status.ts';
import { timing } from '#core/timing.ts';
import type { ConditionalChange, NotificationsTable } from '#platform/notifications-table.ts';

/** A delivery's part of its notification's record. */
export interface StoredDelivery {
  readonly record: NotificationRecord;
  readonly delivery: DeliveryRecord;
}

/** What an attempt comes to. */
export interface DeliveryResult {
  readonly status: DeliveryStatus;
  readonly reason?: ReasonCode;
  readonly detail?: string;
  readonly provider?: string;
  readonly providerMessageId?: string;
  /** Of what is HELD, where that is known. */
  readonly heldUntil?: number;
}

/** The delivery's own record: every step is one conditional update (invariant 3). */
export interface DeliveryStore {
  read(message: DeliveryMessage): Promise<StoredDelivery | undefined>;
  /** QUEUED, RETRYING or PARKED -> SENDING; undefined when it is not ours to send. */
  claim(message: DeliveryMessage, claimedBy: string): Promise<StoredDelivery | undefined>;
  /** Takes over from a copy that died while it was sending: only if nobody else has. */
  takeOver(
    message: DeliveryMessage,
    dead: DeliveryRecord,
    claimedBy: string,
  ): Promise<StoredDelivery | undefined>;
  /** SENDING -> whatever the attempt came to. */
  finish(
    message: DeliveryMessage,
    claimed: DeliveryRecord,
    result: DeliveryResult,
  ): Promise<StoredDelivery | undefined>;
  /** Adds to the story that it was SENT, where feedback was faster than our own record of it. */
  tellSent(message: DeliveryMessage): Promise<StoredDelivery | undefined>;
  /** Ends what waits (QUEUED, RETRYING, PARKED) without an attempt. */
  end(message: DeliveryMessage, result: DeliveryResult): Promise<StoredDelivery | undefined>;
  /** QUEUED -> RETRYING without an attempt: its channel is closed for now. */
  postpone(message: DeliveryMessage, reason: ReasonCode): Promise<StoredDelivery | undefined>;
  /** What waits -> HELD, for the router to decide again. */
  hold(message: DeliveryMessage, stale: StaleDecision): Promise<StoredDelivery | undefined>;
}

const waiting = { ':queued': 'QUEUED', ':retrying': 'RETRYING', ':parked': 'PARKED' };
const isWaiting =
  'deliveries.#key.#status IN (:queued, :retrying, :parked) AND deliveries.#key.#round = :round';

/** The store over the Notifications table. */
export const createDeliveryStore = (
  table: NotificationsTable,
  now: () => number,
): DeliveryStore => {
  const change = async (message: DeliveryMessage, conditional: ConditionalChange) => {
    const { notificationId, key } = keysOf(message);
    const record = await table.change(notificationId, {
      ...conditional,
      ExpressionAttributeNames: { '#key': key, ...conditional.ExpressionAttributeNames },
    });
    return storedIn(record, key);
  };
  return {
    read: async (message) => {
      const { notificationId, key } = keysOf(message);
      return storedIn(await table.get(notificationId), key);
    },
    claim: (message, claimedBy) => {
      const values = { ...waiting, ':round': message.round };
      return change(message, claimChange(now(), claimedBy, isWaiting, values));
    },
    takeOver: (message, dead, claimedBy) =>
      change(message, takeOverChange(now(), claimedBy, keysOf(message).key, dead)),
    finish: (message, claimed, result) =>
      change(message, finishChange(now(), keysOf(message).key, claimed, result)),
    tellSent: (message) => change(message, tellSentChange(now(), keysOf(message).key)),
    end: (message, result) =>
      change(message, endChange(now(), keysOf(message).key, message.round, result)),
    postpone: (message, reason) =>
      change(message, postponeChange(now(), keysOf(message).key, message.round, reason)),
    hold: (message, stale) =>
      change(message, holdChange(now(), keysOf(message).key, message.round, stale)),
  };
};

function keysOf({ deliveryId }: DeliveryMessage) {
  const keys = parseDeliveryId(deliveryId);
  if (keys === undefined) throw new Error(`${deliveryId} is no deliveryId`);
  return keys;
}

function storedIn(record: NotificationRecord | undefined, key: string): StoredDelivery | undefined {
  const delivery = record?.deliveries?.[key];
  return record === undefined || delivery === undefined ? undefined : { record, delivery };
}

function claimChange(
  at: number,
  claimedBy: string,
  condition: string,
  values: Readonly<Record<string, unknown>>,
): ConditionalChange {
  return {
    UpdateExpression:
      'SET deliveries.#key.#status = :sending, ' +
      'deliveries.#key.#attempt = deliveries.#key.#attempt + :one, ' +
      'deliveries.#key.leaseUntil = :leaseUntil, deliveries.#key.claimedBy = :claimedBy, ' +
      'deliveries.#key.firstAttemptAt = if_not_exists(deliveries.#key.firstAttemptAt, :now)',
    ConditionExpression: condition,
    ExpressionAttributeNames: names(condition, '#attempt'),
    ExpressionAttributeValues: {
      ...values,
      ':sending': 'SENDING',
      ':one': 1,
      ':now': at,
      ':claimedBy': claimedBy,
      ':leaseUntil': at + timing.leaseSeconds * 1000,
    },
  };
}

function takeOverChange(
  at: number,
  claimedBy: string,
  key: string,
  dead: DeliveryRecord,
): ConditionalChange {
  const condition = 'deliveries.#key.#status = :sending AND deliveries.#key.#attempt = :attempt';
  const { UpdateExpression, ExpressionAttributeValues, ...claim } = claimChange(
    at,
    claimedBy,
    condition,
    {
      ':attempt': dead.attempt,
    },
  );
  const entry = entryOf(at, key, { status: 'RETRYING', reason: 'CRASHED_WHILE_SENDING' });
  return {
    ...claim,
    UpdateExpression: `${UpdateExpression}${appendEntries}`,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':entries': [entry] },
  };
}

function finishChange(
  at: number,
  key: string,
  { leaseUntil: _, claimedBy: __, reason, detail: ___, ...claimed }: DeliveryRecord,
  result: DeliveryResult,
): ConditionalChange {
  const condition = 'deliveries.#key.#status = :sending AND deliveries.#key.#attempt = :attempt';
  // An hour of the same refusal is one line of the timeline, not sixty.
  const isNews = result.status !== 'RETRYING' || result.reason !== reason;
  const round = result.status === 'HELD' ? claimed.round + 1 : claimed.round;
  return {
    UpdateExpression: `SET deliveries.#key = :delivery${isNews ? appendEntries : ''}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: names(condition),
    ExpressionAttributeValues: {
      ':sending': 'SENDING',
      ':attempt': claimed.attempt,
      ':delivery': { ...claimed, ...result, round },
      ...(isNews ? { ':entries': [entryOf(at, key, result)] } : {}),
    },
  };
}

function tellSentChange(at: number, key: string): ConditionalChange {
  return {
    UpdateExpression: `SET ${appendToTimeline}`,
    ConditionExpression: 'attribute_exists(deliveries.#key)',
    ExpressionAttributeValues: { ':entries': [entryOf(at, key, { status: 'SENT' })] },
  };
}

function endChange(
  at: number,
  key: string,
  round: number,
  result: DeliveryResult,
): ConditionalChange {
  const reason = result.reason === undefined ? '' : ', deliveries.#key.#reason = :reason';
  return {
    UpdateExpression: `SET deliveries.#key.#status = :status${reason}${appendEntries}`,
    ConditionExpression: isWaiting,
    ExpressionAttributeNames: names(isWaiting, ...(reason === '' ? [] : ['#reason'])),
    ExpressionAttributeValues: {
      ...waiting,
      ':round': round,
      ':status': result.status,
      ...(result.reason === undefined ? {} : { ':reason': result.reason }),
      ':entries': [entryOf(at, key, result)],
    },
  };
}

function postponeChange(
  at: number,
  key: string,
  round: number,
  reason: ReasonCode,
): ConditionalChange {
  const condition = 'deliveries.#key.#status = :queued AND deliveries.#key.#round = :round';
  return {
    UpdateExpression: `SET deliveries.#key.#status = :status, deliveries.#key.#reason = :reason${appendEntries}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: names(condition, '#reason'),
    ExpressionAttributeValues: {
      ':queued': 'QUEUED',
      ':round': round,
      ':status': 'RETRYING',
      ':reason': reason,
      ':entries': [entryOf(at, key, { status: 'RETRYING', reason })],
    },
  };
}

function holdChange(
  at: number,
  key: string,
  round: number,
  { reason, until }: StaleDecision,
): ConditionalChange {
  return {
    UpdateExpression:
      'SET deliveries.#key.#status = :status, deliveries.#key.#round = :next, ' +
      `deliveries.#key.#reason = :reason, deliveries.#key.heldUntil = :until${appendEntries}`,
    ConditionExpression: isWaiting,
    ExpressionAttributeNames: names(isWaiting, '#reason'),
    ExpressionAttributeValues: {
      ...waiting,
      ':round': round,
      ':next': round + 1,
      ':status': 'HELD',
      ':reason': reason,
      ':until': until,
      ':entries': [entryOf(at, key, { status: 'HELD', reason })],
    },
  };
}

const appendToTimeline = 'timeline = list_append(timeline, :entries)';
const appendEntries = `, ${appendToTimeline}`;

function entryOf(at: number, key: string, { status, reason, detail }: DeliveryResult) {
  return { at, event: status, delivery: key, reason, detail };
}

/** DynamoDB refuses names that an expression does not use. */
function names(condition: string, ...others: readonly string[]): Readonly<Record<string, string>> {
  const used = ['#status', '#attempt', '#round'].filter((name) => condition.includes(name));
  return Object.fromEntries(['#status', ...used, ...others].map((name) => [name, name.slice(1)]));
}
