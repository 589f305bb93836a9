import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { WebhookSecretVersions } from '#core/recipient.ts';
import { onlyIf } from '#platform/only-if.ts';
import { type DisabledCause, EventHook, type EventHookSettings } from './event-hook.ts';
import type { HookHealth } from './hook-health.ts';

/** All receivers are one partition: they are few, and read together. */
const partition = 'HOOKS';

/** The receivers, in the EventHooks table; a change whose condition does not hold is undefined. */
export interface HooksTable {
  /** All of them, by their ids. */
  list(): Promise<readonly EventHook[]>;
  get(webhookId: string): Promise<EventHook | undefined>;
  create(hook: EventHook): Promise<void>;
  /** Replaces what its owner says; one that is enabled begins anew, as if it had never failed. */
  replace(
    webhookId: string,
    settings: EventHookSettings,
    now: number,
  ): Promise<EventHook | undefined>;
  remove(webhookId: string): Promise<boolean>;
  /** Writes which versions of its secret sign; false when `seen` is not what stands there. */
  putSecretVersions(
    webhookId: string,
    versions: WebhookSecretVersions,
    seen: WebhookSecretVersions | undefined,
  ): Promise<boolean>;
  /** Writes a receiver's health, unless somebody else has since it was seen. */
  putHealth(seen: EventHook, health: HookHealth | undefined): Promise<boolean>;
  /** Stops calling a receiver, unless its owner has changed it since it was seen. */
  disable(seen: EventHook, cause: DisabledCause, now: number): Promise<boolean>;
}

type Change = Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> & { readonly UpdateExpression: string };

/** The table through DynamoDB. */
export const createHooksTable = (dynamo: DynamoDBDocumentClient, table: string): HooksTable => {
  const change = (webhookId: string, changed: Change): Promise<EventHook | undefined> =>
    onlyIf(async () => {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(webhookId),
          ReturnValues: 'ALL_NEW',
          ...changed,
        }),
      );
      return EventHook.parse(Attributes);
    });
  const list = async (): Promise<readonly EventHook[]> => {
    const hooks: EventHook[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partition },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      hooks.push(...Items.map((item) => EventHook.parse(item)));
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return hooks;
  };
  return {
    list,
    get: async (webhookId) => {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: keyOf(webhookId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : EventHook.parse(Item);
    },
    create: async (hook) => {
      const Item = { ...keyOf(hook.webhookId), ...hook };
      await dynamo.send(new PutCommand({ TableName: table, Item }));
    },
    replace: (webhookId, settings, now) => change(webhookId, replacement(settings, now)),
    remove: async (webhookId) => {
      const { Attributes } = await dynamo.send(
        new DeleteCommand({ TableName: table, Key: keyOf(webhookId), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes !== undefined;
    },
    putSecretVersions: async (webhookId, versions, seen) => {
      const isUnchanged =
        seen === undefined
          ? 'attribute_not_exists(secretVersions)'
          : 'secretVersions.newest = :seen';
      const changed = await change(webhookId, {
        UpdateExpression: 'SET secretVersions = :versions',
        ConditionExpression: `attribute_exists(pk) AND ${isUnchanged}`,
        ExpressionAttributeValues: {
          ':versions': versions,
          ...(seen === undefined ? {} : { ':seen': seen.newest }),
        },
      });
      return changed !== undefined;
    },
    putHealth: async (seen, health) => {
      const changed = await change(seen.webhookId, {
        UpdateExpression: health === undefined ? 'REMOVE health' : 'SET health = :health',
        ...ifUnchanged(seen, health === undefined ? {} : { ':health': health }),
      });
      return changed !== undefined;
    },
    disable: async (seen, cause, now) => {
      const { ConditionExpression, ...more } = ifUnchanged(seen, {
        ':no': false,
        ':disabled': { at: now, cause },
      });
      const changed = await change(seen.webhookId, {
        UpdateExpression: 'SET enabled = :no, disabled = :disabled',
        ConditionExpression,
        ...more,
      });
      return changed !== undefined;
    },
  };
};

function keyOf(webhookId: string) {
  return { pk: partition, sk: webhookId };
}

/** A condition that neither its owner nor its health has changed. */
function ifUnchanged(
  { updatedAt, health }: EventHook,
  values: Readonly<Record<string, unknown>>,
): Omit<Change, 'UpdateExpression'> {
  const isSameHealth =
    health === undefined
      ? 'attribute_not_exists(health)'
      : health.pausedUntil === undefined
        ? 'health.failures = :failures AND attribute_not_exists(health.pausedUntil)'
        : 'health.failures = :failures AND health.pausedUntil = :pausedUntil';
  return {
    ConditionExpression: `attribute_exists(pk) AND updatedAt = :seenAt AND ${isSameHealth}`,
    ExpressionAttributeValues: {
      ...values,
      ':seenAt': updatedAt,
      ...(health === undefined ? {} : { ':failures': health.failures }),
      ...(health?.pausedUntil === undefined ? {} : { ':pausedUntil': health.pausedUntil }),
    },
  };
}

const filters = ['events', 'channels', 'templateIds'] as const;

function replacement(settings: EventHookSettings, now: number): Change {
  const set = filters.filter((name) => settings[name] !== undefined);
  const removed = [
    ...filters.filter((name) => settings[name] === undefined),
    ...(settings.enabled ? ['disabled', 'health'] : []),
  ];
  const sets = ['#url', 'enabled', 'updatedAt', ...set];
  return {
    UpdateExpression: `SET ${sets
      .map((name) => `${name} = :${name.replace('#', '')}`)
      .join(', ')}${removed.length === 0 ? '' : ` REMOVE ${removed.join(', ')}`}`,
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#url': 'url' },
    ExpressionAttributeValues: {
      ':url': settings.url,
      ':enabled': settings.enabled,
      ':updatedAt': now,
      ...Object.fromEntries(set.map((name) => [`:${name}`, settings[name]])),
    },
  };
}
