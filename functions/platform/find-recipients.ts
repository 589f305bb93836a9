import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Recipient, RecipientRef } from '#core/recipient.ts';
import { batchGet } from './batch-get.ts';
import { createRecipientFinder, keysOfOwners, keysOfRefs } from './recipients-table.ts';
import type { Runtime } from './runtime.ts';

/** Finds all recipients of a batch by one read, and a second for owners of addresses. */
export type FindRecipients = (
  refs: readonly RecipientRef[],
) => Promise<(ref: RecipientRef) => Recipient>;

/** The finder through DynamoDB. */
export const createFindRecipients =
  (dynamo: DynamoDBDocumentClient, table: string, runtime: Runtime): FindRecipients =>
  async (refs) => {
    const named = (await batchGet(dynamo, [keysOfRefs(table, refs)], runtime)).get(table) ?? [];
    const owners = await batchGet(dynamo, [keysOfOwners(table, named)], runtime);
    return createRecipientFinder([...named, ...(owners.get(table) ?? [])]);
  };
