import {
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Instant } from '#core/instant.ts';
import { onlyIf } from '#platform/only-if.ts';
import { templateIndex } from '#platform/table-keys.ts';
import {
  createReadTemplates,
  type ReadTemplates,
  ReleaseItem,
  type StoredRelease,
} from './read-templates.ts';
import { pack, type StoredDraft, type StoredVersion, tagOf } from './stored-version.ts';
import { draftKey, releaseKey, versionKey } from './template-keys.ts';

/** All templates are one partition of the index: they are read together, a page at a time. */
const list = 'API';

const VersionHead = z.object({
  version: z.int().positive(),
  createdAt: Instant,
  createdBy: z.string(),
  isCode: z.boolean().optional(),
  /** Of its body. */
  tag: z.string().optional(),
});
export type VersionHead = z.infer<typeof VersionHead>;

/** The Templates table: a draft, numbered versions and one pointer for each template. */
export interface TemplatesTable extends ReadTemplates {
  /** False where the draft does not say any more what was seen; without a tag it is replaced in any case. */
  putDraft(templateId: string, draft: StoredDraft, seenTag?: string): Promise<boolean>;
  /** False where somebody else has written it since; `revision` is one more than what was seen. */
  putRelease(stored: StoredRelease): Promise<boolean>;
  /** By id, those after a cursor; the last one says where to go on. */
  listReleases(after: string | undefined, limit: number): Promise<readonly StoredRelease[]>;
  /** False where that number is taken already. */
  putVersion(version: StoredVersion): Promise<boolean>;
  /** The newest first, those before a number. */
  listVersions(
    templateId: string,
    before: number | undefined,
    limit: number,
  ): Promise<readonly VersionHead[]>;
}

/** The table through DynamoDB. */
export const createTemplatesTable = (
  dynamo: DynamoDBDocumentClient,
  name: string,
): TemplatesTable => {
  return {
    ...createReadTemplates(dynamo, name),
    putDraft: async (templateId, { body, ...rest }, seenTag) => {
      const key = { pk: templateId, sk: draftKey };
      const Item = { ...key, ...rest, tag: tagOf(body), ...pack({ body }) };
      const condition = {
        ConditionExpression: 'tag = :seen',
        ExpressionAttributeValues: { ':seen': seenTag },
      };
      const put = { TableName: name, Item, ...(seenTag === undefined ? {} : condition) };
      return (await onlyIf(() => dynamo.send(new PutCommand(put)))) !== undefined;
    },
    putRelease: async ({ release, summary, revision }) => {
      const isFirst = revision === 1;
      const written = await onlyIf(() =>
        dynamo.send(
          new PutCommand({
            TableName: name,
            Item: {
              pk: release.templateId,
              sk: releaseKey,
              [templateIndex.partitionKey]: list,
              stored: JSON.stringify({ release, summary }),
              revision,
            },
            ConditionExpression: isFirst ? 'attribute_not_exists(pk)' : 'revision = :seen',
            ...(isFirst ? {} : { ExpressionAttributeValues: { ':seen': revision - 1 } }),
          }),
        ),
      );
      return written !== undefined;
    },
    listReleases: async (after, limit) => {
      const found: StoredRelease[] = [];
      let start: QueryCommandOutput['LastEvaluatedKey'];
      do {
        const page: QueryCommandOutput = await dynamo.send(
          new QueryCommand({
            TableName: name,
            IndexName: templateIndex.name,
            KeyConditionExpression: `${templateIndex.partitionKey} = :list AND pk > :after`,
            // A space comes before every id.
            ExpressionAttributeValues: { ':list': list, ':after': after ?? ' ' },
            Limit: limit - found.length,
            ExclusiveStartKey: start,
          }),
        );
        found.push(...z.array(ReleaseItem).parse(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start !== undefined && found.length < limit);
      return found;
    },
    putVersion: async ({ templateId, version, body, programs, ...rest }) => {
      const packed = pack({ body, programs });
      const key = { pk: templateId, sk: versionKey(version) };
      const Item = { ...key, version, tag: tagOf(body), ...rest, ...packed };
      const written = await onlyIf(() =>
        dynamo.send(
          new PutCommand({
            TableName: name,
            Item,
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return written !== undefined;
    },
    listVersions: async (templateId, before, limit) => {
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': templateId,
            ':first': versionKey(1),
            ':last': versionKey(before === undefined ? 999_999_999 : before - 1),
          },
          ProjectionExpression: 'version, createdAt, createdBy, isCode, tag',
          // Whoever has just made one looks for it.
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return z.array(VersionHead).parse(Items);
    },
  };
};
