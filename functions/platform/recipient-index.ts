import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { NotificationRecord } from '#core/notification.ts';
import { batchGet } from './batch-get.ts';
import type { Runtime } from './runtime.ts';
import { recipientIndex } from './table-keys.ts';

const IndexKey = z.object({
  notificationId: z.string(),
  recipientKey: z.string(),
  createdAt: z.number(),
});

/** Where a page of a recipient's notifications ended. */
export type IndexKey = z.infer<typeof IndexKey>;

/** A stretch of time, both ends included; milliseconds since 1970. */
interface Period {
  readonly from: number;
  readonly to: number;
}

/** Reads a recipient's notifications, newest first: one Query and one BatchGetItem a page. */
export type ReadNotificationsOf = (
  recipientKey: string,
  period: Period,
  limit: number,
  after?: IndexKey,
) => Promise<{ readonly records: readonly NotificationRecord[]; readonly next?: IndexKey }>;

/** The reader through DynamoDB. */
export const createReadNotificationsOf =
  (dynamo: DynamoDBDocumentClient, table: string, runtime: Runtime): ReadNotificationsOf =>
  async (recipientKey, { from, to }, limit, after) => {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: recipientIndex.name,
        KeyConditionExpression: 'recipientKey = :recipient AND createdAt BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':recipient': recipientKey, ':from': from, ':to': to },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: after,
      }),
    );
    const keys = Items.map((item) => ({ notificationId: IndexKey.parse(item).notificationId }));
    const found = await batchGet(dynamo, [{ table, keys }], runtime);
    const records = (found.get(table) ?? []).map((item) => NotificationRecord.parse(item));
    const order = new Map(keys.map(({ notificationId }, position) => [notificationId, position]));
    const place = ({ notificationId }: NotificationRecord) => order.get(notificationId) ?? 0;
    return {
      records: records.toSorted((a, b) => place(a) - place(b)),
      ...(LastEvaluatedKey === undefined ? {} : { next: IndexKey.parse(LastEvaluatedKey) }),
    };
  };
