import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RequestMessage } from '#core/messages.ts';
import { NotificationRecord } from '#core/notification.ts';
import { batchGet } from '#platform/batch-get.ts';
import {
  addressKey,
  ClaimItem,
  createRecipientFinder,
  keysOfOwners,
  keysOfRefs,
  userKey,
} from '#platform/recipients-table.ts';
import type { Runtime } from '#platform/runtime.ts';
import { noUsage, usageKey, usagesIn } from '#platform/usage-logs.ts';
import type { RouteContext } from './route-notifications.ts';

interface Tables {
  readonly notifications: string;
  readonly recipients: string;
}

/**
 * Reads what a batch needs by at most two BatchGetItem: the notifications with the users and addresses
 * that they name, then the profiles behind those addresses, and what counts against the limits of whom
 * `limited` says that they bind.
 */
export const createLoadRouteContext =
  (
    dynamo: DynamoDBDocumentClient,
    tables: Tables,
    runtime: Runtime,
    limited: (message: RequestMessage) => boolean = () => false,
  ) =>
  async (messages: readonly RequestMessage[]): Promise<RouteContext> => {
    const refs = messages.map(({ recipient }) => recipient);
    const first = await batchGet(
      dynamo,
      [
        {
          table: tables.notifications,
          keys: messages.map(({ notificationId }) => ({ notificationId })),
          consistent: true,
        },
        keysOfRefs(tables.recipients, refs),
      ],
      runtime,
    );
    const named = first.get(tables.recipients) ?? [];
    const usages = usageKeysOf(messages.filter(limited), named);
    const second = await batchGet(
      dynamo,
      [keysOfOwners(tables.recipients, named), { table: tables.recipients, keys: usages }],
      runtime,
    );
    const others = second.get(tables.recipients) ?? [];
    const find = createRecipientFinder([...named, ...others]);
    const found = usagesIn(others);
    const records = new Map(
      (first.get(tables.notifications) ?? []).map((item) => {
        const record = NotificationRecord.parse(item);
        return [record.notificationId, record];
      }),
    );
    return {
      record: (notificationId) => records.get(notificationId),
      recipient: ({ recipient }) => find(recipient),
      usage: (recipientKey) => found.get(usageKey(recipientKey).pk) ?? noUsage,
    };
  };

/** Of users as they are named, of addresses also as their owners': who it is shows only afterwards. */
function usageKeysOf(
  messages: readonly RequestMessage[],
  named: readonly Readonly<Record<string, unknown>>[],
) {
  const byKey = new Map(named.map((item) => [item.pk, item]));
  return messages.flatMap(({ recipient: { type, identifier } }) => {
    if (type === 'USER_ID') return [usageKey(userKey(identifier).pk)];
    const { pk } = addressKey(identifier);
    const owner = ClaimItem.safeParse(byKey.get(pk)).data?.owner;
    return [usageKey(pk), ...(owner === undefined ? [] : [usageKey(userKey(owner).pk)])];
  });
}
