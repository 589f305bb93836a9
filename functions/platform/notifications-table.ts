import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { NotificationRecord } from '#core/notification.ts';

const daySeconds = 86_400;

/** A change to one notification that only holds under its condition. */
export type ConditionalChange = Pick<
  UpdateCommandInput,
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
>;

/** The Notifications table: one item per notification, its deliveries inside. */
export interface NotificationsTable {
  readonly name: string;
  /** Writes a new record; returns the one that was there already, if there was. */
  create(record: NotificationRecord): Promise<NotificationRecord | undefined>;
  /** Takes back what was written but never promised: only while it is still waiting to be routed. */
  takeBack(notificationId: string): Promise<void>;
  /** Reads one record, consistently. */
  get(notificationId: string): Promise<NotificationRecord | undefined>;
  /** Applies a change; returns the record after it, or undefined when the condition did not hold. */
  change(
    notificationId: string,
    change: ConditionalChange,
  ): Promise<NotificationRecord | undefined>;
}

/**
 * The table through DynamoDB; `retentionDays` count from a record's expiresAt. `schema` reads what the caller
 * asks of a record, where that is not all of it.
 */
export const createNotificationsTable = (
  dynamo: DynamoDBDocumentClient,
  name: string,
  retentionDays = 0,
  schema: z.ZodType<NotificationRecord> = NotificationRecord,
): NotificationsTable => {
  const get = async (notificationId: string) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: name, Key: { notificationId }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : schema.parse(Item);
  };

  const create = async (record: NotificationRecord) => {
    const ttl = Math.ceil(record.expiresAt / 1000) + retentionDays * daySeconds;
    try {
      await dynamo.send(
        new PutCommand({
          TableName: name,
          Item: { ...record, ttl },
          ConditionExpression: 'attribute_not_exists(notificationId)',
          // A batch that is repeated finds up to a hundred of them, and reads none.
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The document client leaves an error as it came, and not every table on a laptop brings the item.
      return error.Item === undefined
        ? get(record.notificationId)
        : schema.parse(unmarshall(error.Item));
    }
  };

  const takeBack = async (notificationId: string) => {
    try {
      await dynamo.send(
        new DeleteCommand({
          TableName: name,
          Key: { notificationId },
          ConditionExpression: '#status IN (:accepted, :scheduled)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':accepted': 'ACCEPTED', ':scheduled': 'SCHEDULED' },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };

  const change = async (notificationId: string, conditional: ConditionalChange) => {
    try {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: name,
          Key: { notificationId },
          ReturnValues: 'ALL_NEW',
          ...conditional,
        }),
      );
      return schema.parse(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };

  return { name, create, takeBack, get, change };
};
