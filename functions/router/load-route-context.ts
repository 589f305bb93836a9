import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RequestMessage } from '#core/messages.ts';
import { NotificationRecord } from '#core/notification.ts';
import { batchGet } from '#platform/batch-get.ts';
import { createRecipientFinder, keysOfOwners, keysOfRefs } from '#platform/recipients-table.ts';
import type { Runtime } from '#platform/runtime.ts';
import type { RouteContext } from './route-notifications.ts';

interface Tables {
  readonly notifications: string;
  readonly recipients: string;
}

/**
 * Reads what a batch needs by at most two BatchGetItem: the notifications with the users and addresses
 * that they name, then the profiles behind those addresses.
 */
export const createLoadRouteContext =
  (dynamo: DynamoDBDocumentClient, tables: Tables, runtime: Runtime) =>
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
    const second = await batchGet(dynamo, [keysOfOwners(tables.recipients, named)], runtime);
    const find = createRecipientFinder([...named, ...(second.get(tables.recipients) ?? [])]);
    const records = new Map(
      (first.get(tables.notifications) ?? []).map((item) => {
        const record = NotificationRecord.parse(item);
        return [record.notificationId, record];
      }),
    );
    return {
      record: (notificationId) => records.get(notificationId),
      recipient: ({ recipient }) => find(recipient),
    };
  };
