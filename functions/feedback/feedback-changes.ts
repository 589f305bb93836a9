import { isDeepStrictEqual } from 'node:util';
import { applyFeedback, type DeliveryFeedback } from '#core/apply-feedback.ts';
import { kindsOf } from '#core/feedback.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import type { ConditionalChange } from '#platform/notifications-table.ts';

/** What our own steps leave behind, and feedback ends. */
const endedMembers = [
  'leaseUntil',
  'claimedBy',
  'heldUntil',
  'settlesBy',
  'reason',
  'detail',
] as const;

/** Whatever was there of its own, this is what feedback makes of it. */
const anyDelivery: DeliveryRecord = {
  channel: 'ANY',
  status: 'SENT',
  address: '',
  attempt: 0,
  round: 0,
};

/** Feedback where there was none: the same whatever our own steps came to, so nothing has to be read. */
export const firstFeedback = (key: string, news: DeliveryFeedback): ConditionalChange => {
  const { status, reason, detail, feedback } = applyFeedback(anyDelivery, news);
  const { provider, providerMessageId } = news;
  const set = defined({ status, reason, detail, feedback });
  const ifAbsent = defined({ provider, providerMessageId });
  const removed = endedMembers.filter((member) => !Object.hasOwn(set, member));
  const path = (member: string) => `deliveries.#key.#${member}`;
  return {
    UpdateExpression:
      `SET ${[
        ...Object.keys(set).map((member) => `${path(member)} = :${member}`),
        ...Object.keys(ifAbsent).map(
          (member) => `${path(member)} = if_not_exists(${path(member)}, :${member})`,
        ),
      ].join(', ')}` + ` REMOVE ${removed.map(path).join(', ')}`,
    ConditionExpression: `attribute_exists(deliveries.#key) AND attribute_not_exists(${path('feedback')})`,
    ExpressionAttributeNames: namesOf(key, [
      ...Object.keys(set),
      ...Object.keys(ifAbsent),
      ...removed,
    ]),
    ExpressionAttributeValues: valuesOf({ ...set, ...ifAbsent }),
  };
};

/** Engagement of kinds that are new, where something else is known: it moves no status. */
export const engagementBeside = (key: string, { marks }: DeliveryFeedback): ConditionalChange => {
  const kinds = Object.keys(marks);
  const path = (kind: string) => `deliveries.#key.#feedback.#${kind}`;
  return {
    UpdateExpression: `SET ${kinds.map((kind) => `${path(kind)} = :${kind}`).join(', ')}`,
    ConditionExpression: [
      'attribute_exists(deliveries.#key.#feedback)',
      ...kinds.map((kind) => `attribute_not_exists(${path(kind)})`),
    ].join(' AND '),
    ExpressionAttributeNames: namesOf(key, ['feedback', ...kinds]),
    ExpressionAttributeValues: valuesOf(marks),
  };
};

/**
 * What is new between a delivery as it was read and as it is to be, if nobody has moved it since. What others
 * say meanwhile of other kinds stays, as long as it changes nothing but its own mark.
 */
export const addedFeedback = (
  key: string,
  seen: DeliveryRecord,
  next: DeliveryRecord,
): ConditionalChange => {
  const before = seen.feedback ?? {};
  const kinds = kindsOf(next.feedback ?? {}).filter(
    (kind) => !isDeepStrictEqual(before[kind], next.feedback?.[kind]),
  );
  const marks: Readonly<Record<string, unknown>> = Object.fromEntries(
    kinds.map((kind) => [kind, next.feedback?.[kind]]),
  );
  const members = ['status', ...endedMembers, 'provider', 'providerMessageId'] as const;
  const changed = members.filter((member) => seen[member] !== next[member]);
  const set = defined(Object.fromEntries(changed.map((member) => [member, next[member]])));
  const removed = changed.filter((member) => next[member] === undefined);
  const path = (member: string) => `deliveries.#key.#${member}`;
  const seenMembers = { status: seen.status, attempt: seen.attempt, detail: seen.detail };
  return {
    UpdateExpression: [
      `SET ${[
        ...kinds.map((kind) => `${path('feedback')}.#${kind} = :${kind}`),
        ...Object.keys(set).map((member) => `${path(member)} = :${member}`),
      ].join(', ')}`,
      ...(removed.length === 0 ? [] : [`REMOVE ${removed.map(path).join(', ')}`]),
    ].join(' '),
    ConditionExpression: [
      ...Object.entries(seenMembers).map(([member, value]) =>
        value === undefined
          ? `attribute_not_exists(${path(member)})`
          : `${path(member)} = :seen_${member}`,
      ),
      ...kinds.map((kind) =>
        before[kind] === undefined
          ? `attribute_not_exists(${path('feedback')}.#${kind})`
          : `${path('feedback')}.#${kind}.#at = :seen_${kind}`,
      ),
    ].join(' AND '),
    ExpressionAttributeNames: namesOf(key, [
      'feedback',
      ...kinds,
      ...changed,
      ...Object.keys(seenMembers),
      ...(kinds.some((kind) => before[kind] !== undefined) ? ['at'] : []),
    ]),
    ExpressionAttributeValues: valuesOf({
      ...marks,
      ...set,
      ...prefixed('seen_', defined(seenMembers)),
      ...prefixed(
        'seen_',
        defined(Object.fromEntries(kinds.map((kind) => [kind, before[kind]?.at]))),
      ),
    }),
  };
};

function namesOf(key: string, members: readonly string[]): Readonly<Record<string, string>> {
  return { '#key': key, ...Object.fromEntries(members.map((member) => [`#${member}`, member])) };
}

function valuesOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));
}

function defined(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function prefixed(
  prefix: string,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]),
  );
}
