import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
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
  /** Buttons. */
  actions: z.array(z.object({ label: z.string(), link: z.string() })).optional(),
  createdAt: z.int(),
  seenAt: z.int().optional(),
  readAt: z.int().optional(),
  archivedAt: z.int().optional(),
});
export type InboxItem = z.infer<typeof InboxItem>;

/** The id of a delivery's item: newer ones sort after older ones (13 digits last until 2286). */
export const inboxItemId = (acceptedAt: number, deliveryId: string): string =>
  `${String(acceptedAt).padStart(13, '0')}_${deliveryId}`;

/** What a person did with an item, and when; undefined takes it back. */
export type InboxMarks = Partial<Record<'seenAt' | 'readAt' | 'archivedAt', number | undefined>>;

/** Which items a page holds. */
export type InboxFilter = 'ACTIVE' | 'UNREAD' | 'ARCHIVED';

/** What was read of an inbox. */
export interface InboxSlice {
  readonly items: readonly InboxItem[];
  /** Where the next page begins; undefined at the end. */
  readonly next?: string;
}

/** The Inbox table: one item per in-app delivery, by user and time. */
export interface InboxTable {
  /** Writes an item once; a repeat leaves it as the person has it. */
  put(item: InboxItem, ttl: number): Promise<void>;
  /** A page, newest first, from below `before`. */
  page(userId: string, filter: InboxFilter, limit: number, before?: string): Promise<InboxSlice>;
  /** How many are unread and not archived, among the newest 500. */
  countUnread(userId: string): Promise<number>;
  /** Marks an item; undefined when there is none. The first mark of a kind keeps its time. */
  mark(userId: string, itemId: string, marks: InboxMarks): Promise<InboxItem | undefined>;
}

/** Items looked at for one answer, whatever the filter leaves of them. */
const maxLookedAt = 500;

const conditions: Readonly<Record<InboxFilter, string>> = {
  ACTIVE: 'attribute_not_exists(archivedAt)',
  UNREAD: 'attribute_not_exists(archivedAt) AND attribute_not_exists(readAt)',
  ARCHIVED: 'attribute_exists(archivedAt)',
};

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
  page: async (userId, filter, limit, before) => {
    const items: InboxItem[] = [];
    let start = before === undefined ? undefined : { userId, itemId: before };
    for (let lookedAt = 0; lookedAt < maxLookedAt; ) {
      const {
        Items = [],
        LastEvaluatedKey,
        ScannedCount = 0,
      } = await dynamo.send(
        new QueryCommand({
          TableName: name,
          ...newestOf(userId, filter),
          Limit: limit,
          ExclusiveStartKey: start,
        }),
      );
      for (const item of Items.slice(0, limit - items.length)) items.push(InboxItem.parse(item));
      lookedAt += ScannedCount;
      start = LastEvaluatedKey === undefined ? undefined : Key.parse(LastEvaluatedKey);
      if (items.length === limit || start === undefined) break;
    }
    const last = items.length === limit ? items.at(-1)?.itemId : start?.itemId;
    return last === undefined || (start === undefined && items.length < limit)
      ? { items }
      : { items, next: last };
  },
  countUnread: async (userId) => {
    const { Count = 0 } = await dynamo.send(
      new QueryCommand({
        TableName: name,
        ...newestOf(userId, 'UNREAD'),
        Select: 'COUNT',
        Limit: maxLookedAt,
      }),
    );
    return Count;
  },
  mark: async (userId, itemId, marks) => {
    const set = Object.entries(marks).filter(([, at]) => at !== undefined);
    const removed = Object.entries(marks).filter(([, at]) => at === undefined);
    const sets = set.map(([mark]) => `${mark} = if_not_exists(${mark}, :${mark})`).join(', ');
    const removes = removed.map(([mark]) => mark).join(', ');
    try {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: name,
          Key: { userId, itemId },
          UpdateExpression: `${sets && `SET ${sets}`} ${removes && `REMOVE ${removes}`}`.trim(),
          ConditionExpression: 'attribute_exists(itemId)',
          ...(set.length === 0
            ? {}
            : {
                ExpressionAttributeValues: Object.fromEntries(
                  set.map(([mark, at]) => [`:${mark}`, at]),
                ),
              }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return InboxItem.parse(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  },
});

const Key = z.object({ userId: z.string(), itemId: z.string() });

const newestOf = (userId: string, filter: InboxFilter) => ({
  KeyConditionExpression: '#user = :user',
  FilterExpression: conditions[filter],
  ExpressionAttributeNames: { '#user': 'userId' },
  ExpressionAttributeValues: { ':user': userId },
  ScanIndexForward: false,
});
