import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Instant } from '#core/instant.ts';
import { timing } from '#core/timing.ts';
import { onlyIf } from '#platform/only-if.ts';
import { messageIdOf } from './cloud-event.ts';
import { ttlOf } from './event-log.ts';
import type { HookDeliveryMessage } from './hook-messages.ts';
import { positionAt, readTimeline, timelineKey } from './timeline.ts';

/** Where the delivery of one event to one receiver stands. */
export const HookDeliveryStatus = z.enum(['DELIVERED', 'RETRYING', 'FAILED', 'SKIPPED']).meta({
  id: 'WebhookDeliveryStatus',
  description:
    'RETRYING: it is tried again, for a day. FAILED: it is not any more. SKIPPED: the webhook was disabled.',
});

/** What came of an attempt, or of none. */
export interface HookOutcome {
  readonly status: z.infer<typeof HookDeliveryStatus>;
  /** The receiver's HTTP status. */
  readonly responseStatus?: number;
  /** What kept it from answering. */
  readonly error?: string;
}

/** One event for one receiver, as the list of deliveries has it. */
export const HookDelivery = z.object({
  eventId: z.string(),
  messageId: z.string(),
  type: z.string(),
  loggedAt: Instant,
  status: HookDeliveryStatus,
  attempts: z.int().nonnegative(),
  responseStatus: z.int().optional(),
  error: z.string().optional(),
  updatedAt: Instant,
});
export type HookDelivery = z.infer<typeof HookDelivery>;

/** What became of every event for every receiver, for two weeks: one item for all attempts. */
export interface DeliveryLog {
  record(message: HookDeliveryMessage, outcome: HookOutcome, now: number): Promise<void>;
  /** A page, newest first, from behind where the one before ended. */
  page(
    webhookId: string,
    limit: number,
    before?: string,
  ): Promise<{ readonly items: readonly HookDelivery[]; readonly next?: string }>;
}

/** Whether this is where a page ended. */
export const isDeliveryPosition = (position: string): boolean =>
  /^\d{13}_evt_[\w-]{32}$/.test(position);

const answers = ['responseStatus', 'error'] as const;

/** Copies that are under way at once: each has the function's time, and the second may begin as the first ends. */
const atOnceMs = 2 * timing.functionTimeoutSeconds * 1000;

/** What was delivered is not tried again by a copy of it that was refused at the same moment. */
const unlessDelivered = (now: number) => ({
  condition: 'attribute_not_exists(#status) OR #status <> :delivered OR updatedAt < :before',
  values: { ':delivered': 'DELIVERED', ':before': now - atOnceMs },
});

const endOfTime = 9_999_999_999_999;

/** The log in the EventHooks table. */
export const createDeliveryLog = (dynamo: DynamoDBDocumentClient, table: string): DeliveryLog => ({
  record: async ({ webhookId, loggedAt, event }, outcome, now) => {
    const messageId = messageIdOf(event);
    const set = {
      eventId: event.id,
      messageId,
      type: event.type,
      loggedAt,
      updatedAt: now,
      ttl: ttlOf(now),
      ...outcome,
    };
    const isAttempt = 'responseStatus' in outcome || 'error' in outcome;
    // What the last attempt came to stays when there are no more.
    const removed = answers.filter((name) => isAttempt && !(name in outcome));
    const names = Object.keys(set);
    const unless = outcome.status === 'DELIVERED' ? undefined : unlessDelivered(now);
    await onlyIf(() =>
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          ConditionExpression: unless?.condition,
          Key: timelineKey(timelineOf(webhookId), loggedAt, messageId),
          UpdateExpression: [
            `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
            ...(removed.length === 0
              ? []
              : [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`]),
            'ADD attempts :attempts',
          ].join(' '),
          ExpressionAttributeNames: Object.fromEntries(
            [...names, ...removed].map((name) => [`#${name}`, name]),
          ),
          ExpressionAttributeValues: {
            ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
            ':attempts': isAttempt ? 1 : 0,
            ...unless?.values,
          },
        }),
      ),
    );
  },
  page: async (webhookId, limit, before) => {
    const { items, next } = await readTimeline(dynamo, table, {
      timeline: timelineOf(webhookId),
      after: positionAt(0),
      before: before ?? positionAt(endOfTime),
      limit,
      isNewestFirst: true,
    });
    const deliveries = z.array(HookDelivery).parse(items);
    return next === undefined ? { items: deliveries } : { items: deliveries, next };
  },
});

function timelineOf(webhookId: string): string {
  return `DELIVERIES#${webhookId}`;
}
