import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import type { NotificationRecord } from '#core/notification.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';

const now = Date.UTC(2026, 6, 1);

const record: NotificationRecord = {
  notificationId: 'ntf_0000000000000000000000001',
  status: 'ACCEPTED',
  templateId: 'order-shipped',
  category: 'orders',
  priority: 'MEDIUM',
  recipientKey: 'USER#ada',
  createdAt: now,
  expiresAt: now + 60_000,
  timeline: [{ at: now, event: 'ACCEPTED' }],
};

/** Written by an earlier run, and routed since. */
const earlier: NotificationRecord = { ...record, status: 'ROUTED', createdAt: now - 5_000 };

/** A table that refuses the put of what it holds, with the old item or without. */
const tableHolding = (item: NotificationRecord | undefined, givesOldItem: boolean) => {
  const commands: unknown[] = [];
  const send = async (command: unknown) => {
    commands.push(command);
    if (command instanceof GetCommand) return { Item: item };
    if (!(command instanceof PutCommand)) throw new Error(`Nobody asked for ${String(command)}`);
    if (item === undefined) return {};
    const isAsked = command.input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    throw new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: {},
      ...(isAsked && givesOldItem ? { Item: marshall({ ...item, ttl: 1 }) } : {}),
    });
  };
  const dynamo = { send } as unknown as DynamoDBDocumentClient;
  return { table: createNotificationsTable(dynamo, 'notifications', 30), commands };
};

test('writes a new record, to be kept for its retention', async () => {
  const { table, commands } = tableHolding(undefined, true);
  expect(await table.create(record)).toBeUndefined();
  expect(commands).toMatchObject([
    { input: { Item: { ...record, ttl: Math.ceil(record.expiresAt / 1000) + 30 * 86_400 } } },
  ]);
});

test('learns of an earlier run from the refusal itself, by one call', async () => {
  const { table, commands } = tableHolding(earlier, true);
  expect(await table.create(record)).toEqual(earlier);
  expect(commands).toHaveLength(1);
});

test('reads what an earlier run wrote where the refusal does not say it', async () => {
  const { table, commands } = tableHolding(earlier, false);
  expect(await table.create(record)).toEqual(earlier);
  expect(commands).toMatchObject([{}, { input: { ConsistentRead: true } }]);
});
