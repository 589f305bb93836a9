import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** What a person's inbox holds. */
export const InboxItem = z.object({
  userId: z.string(),
  /** Sorts by time; the same for the same delivery. */
  itemId: z.string(),
  notificationId: z.string(),
  deliveryId: z.string(),
  templateId: z.string(),
  category: z.string(),
  title: z.string(),
  body: z.string(),
  link: z.string().optional(),
  createdAt: z.int(),
});
export type InboxItem = z.infer<typeof InboxItem>;

/** The id of a delivery's item: newer ones sort after older ones (13 digits last until 2286). */
export const inboxItemId = (acceptedAt: number, deliveryId: string): string =>
  `${String(acceptedAt).padStart(13, '0')}_${deliveryId}`;

/** The Inbox table: one item per in-app delivery, by user and time. */
export interface InboxTable {
  /** Writes an item once; a repeat leaves it as the person has it. */
  put(item: InboxItem, ttl: number): Promise<void>;
  /** A page, newest first, from below `before`. */
  page(userId: string, limit: number, before?: string): Promise<readonly InboxItem[]>;
}

/** The table through DynamoDB. */
export const createInboxTable = (dynamo: DynamoDBDocumentClient, name: string): InboxTable => ({
  put: async (item, ttl) => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: name,
          Item: { ...item, ttl },
          ConditionExpression: 'attribute_not_exists(itemId)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
  page: async (userId, limit, before) => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression:
          before === undefined ? '#user = :user' : '#user = :user AND itemId < :before',
        ExpressionAttributeNames: { '#user': 'userId' },
        ExpressionAttributeValues:
          before === undefined ? { ':user': userId } : { ':user': userId, ':before': before },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items.map((item) => InboxItem.parse(item));
  },
});
