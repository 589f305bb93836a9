import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { localEnvironment } from '#local/cloudformation/assembly.ts';
import { InboxItem } from '#platform/inbox-table.ts';
import type { OutboxMessage } from './outbox-message.ts';

interface InboxMessagesOptions {
  /** Of the local DynamoDB. */
  readonly url: string;
  readonly tableName: string;
}

/** Lists what stands in people's inboxes as messages, oldest first: in-app has no provider to ask. */
export const createInboxMessages = ({ url, tableName }: InboxMessagesOptions) => {
  const dynamo = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: url,
      region: localEnvironment.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );
  return async (): Promise<readonly OutboxMessage[]> => {
    const items: InboxItem[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await dynamo.send(
        new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: start }),
      );
      for (const item of page.Items ?? []) items.push(InboxItem.parse(item));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items.sort((a, b) => a.createdAt - b.createdAt).map(toMessage);
  };
};

function toMessage(item: InboxItem): OutboxMessage {
  return {
    id: item.itemId,
    channel: 'IN_APP',
    to: item.userId,
    title: item.title,
    text: item.body,
    ...(item.link === undefined ? {} : { link: item.link }),
    ...(item.actions === undefined ? {} : { actions: item.actions }),
    sentAt: new Date(item.createdAt).toISOString(),
    notificationId: item.notificationId,
    deliveryId: item.deliveryId,
    fate: 'DELIVERED',
    ...(item.readAt === undefined ? {} : { readAt: new Date(item.readAt).toISOString() }),
  };
}
