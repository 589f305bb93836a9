import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Device, Profile } from '#core/recipient.ts';
import { userKey } from './recipients-table.ts';

/** Writes a user's devices; undefined where they have changed since `seen` was read, or the user is gone. */
export type PutDevices = (
  seen: Profile,
  devices: readonly Device[],
) => Promise<Profile | undefined>;

/** The devices in the user's item, through DynamoDB. */
export const createPutDevices =
  (dynamo: DynamoDBDocumentClient, table: string): PutDevices =>
  async ({ userId, devicesVersion }, devices) => {
    const isUnchanged =
      devicesVersion === undefined
        ? 'attribute_not_exists(devicesVersion)'
        : 'devicesVersion = :seen';
    try {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: userKey(userId),
          UpdateExpression: 'SET devices = :devices ADD devicesVersion :one',
          ConditionExpression: `attribute_exists(pk) AND ${isUnchanged}`,
          ExpressionAttributeValues: {
            ':devices': devices,
            ':one': 1,
            ...(devicesVersion === undefined ? {} : { ':seen': devicesVersion }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Profile.parse(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
