import type { Decided } from '#core/decide.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { ConditionalChange, NotificationsTable } from '#platform/notifications-table.ts';
import type { WriteRoute, WrittenPlan } from './route-notifications.ts';

/** Writes routings into the Notifications table, each by one conditional update. */
export const createWriteRoute =
  (table: NotificationsTable, now: () => number): WriteRoute =>
  (message, plan, decided, recipientKey) =>
    table.change(message.notificationId, changeOf(message, plan, decided, recipientKey, now()));

type WrittenDeliveries = Extract<WrittenPlan, { kind: 'write-off' }>['deliveries'];

function changeOf(
  message: RequestMessage,
  plan: WrittenPlan,
  decided: Decided,
  recipientKey: string,
  at: number,
): ConditionalChange {
  if (plan.kind === 'release') return releaseChange(message, plan, decided, at);
  if (plan.kind === 'write-off') return writeOffChange(plan, at);
  const hasDeliveries = plan.kind === 'route' && Object.keys(plan.deliveries).length > 0;
  return {
    UpdateExpression:
      'SET #status = :status, decisions = :decisions, recipientKey = :recipientKey, ' +
      `timeline = list_append(timeline, :entries)${hasDeliveries ? ', deliveries = :deliveries' : ''}`,
    ConditionExpression:
      '#status IN (:accepted, :scheduled, :parked) AND attribute_not_exists(deliveries)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':status': plan.kind === 'route' ? 'ROUTED' : 'EXPIRED',
      ':decisions': plan.kind === 'route' ? decided.decisions : {},
      ':recipientKey': recipientKey,
      ':entries': [{ at, event: plan.kind === 'route' ? 'ROUTED' : 'EXPIRED' }],
      ':accepted': 'ACCEPTED',
      ':scheduled': 'SCHEDULED',
      ':parked': 'PARKED',
      ...(hasDeliveries ? { ':deliveries': plan.deliveries } : {}),
    },
  };
}

/** Only while every delivery that was HELD in this round still is: who was cancelled stays cancelled. */
function releaseChange(
  message: RequestMessage,
  plan: Extract<WrittenPlan, { kind: 'release' }>,
  decided: Decided,
  at: number,
): ConditionalChange {
  const names: Record<string, string> = { '#status': 'status', '#round': 'round' };
  const values: Record<string, unknown> = {
    ':round': plan.round,
    ':held': 'HELD',
    ':parked': 'PARKED',
    ':entries': [{ at, event: 'RELEASED' }],
  };
  const sets = ['timeline = list_append(timeline, :entries)'];
  sets.push(...setDeliveries(plan.deliveries, names, values));
  for (const [position, channel] of (message.release?.channels ?? []).entries()) {
    names[`#c${position}`] = channel;
    values[`:c${position}`] = decided.decisions[channel];
    sets.push(`decisions.#c${position} = :c${position}`);
  }
  const conditions = plan.held.map((key, position) => {
    names[`#h${position}`] = key;
    return (
      `deliveries.#h${position}.#status IN (:held, :parked)` +
      ` AND deliveries.#h${position}.#round = :round`
    );
  });
  return {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** Only what nobody has begun to send. */
function writeOffChange(
  plan: Extract<WrittenPlan, { kind: 'write-off' }>,
  at: number,
): ConditionalChange {
  const names: Record<string, string> = { '#status': 'status' };
  const values: Record<string, unknown> = {
    ':queued': 'QUEUED',
    ':entries': Object.entries(plan.deliveries).map(([key, { reason }]) => ({
      at,
      event: 'SKIPPED',
      delivery: key,
      reason,
    })),
  };
  const sets = setDeliveries(plan.deliveries, names, values);
  return {
    UpdateExpression: `SET ${sets.join(', ')}, timeline = list_append(timeline, :entries)`,
    ConditionExpression: sets
      .map((_, position) => `deliveries.#d${position}.#status = :queued`)
      .join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** One assignment per delivery, its name and value put beside the others. */
function setDeliveries(
  deliveries: WrittenDeliveries,
  names: Record<string, string>,
  values: Record<string, unknown>,
): readonly string[] {
  return Object.entries(deliveries).map(([key, delivery], position) => {
    names[`#d${position}`] = key;
    values[`:d${position}`] = delivery;
    return `deliveries.#d${position} = :d${position}`;
  });
}
