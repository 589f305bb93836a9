import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChannelName } from '#core/channel.ts';
import { Instant } from '#core/instant.ts';
import { ProblemError } from '#core/problem.ts';
import { TemplateRelease } from '#core/template-version.ts';
import { onlyIf } from '#platform/only-if.ts';
import { templateIndex } from '#platform/table-keys.ts';
import {
  DraftItem,
  fitsAnItem,
  pack,
  type StoredDraft,
  type StoredVersion,
  VersionItem,
} from './stored-version.ts';

/** All templates are one partition of the index: they are read together, a page at a time. */
const list = 'API';

/** What a list tells of the version that is published. */
export const TemplateSummary = z.object({
  category: z.string(),
  channels: z.array(ChannelName),
  locales: z.array(z.string()),
  dataSchema: z.record(z.string(), z.unknown()),
  sample: z.record(z.string(), z.unknown()),
  createdAt: Instant,
  createdBy: z.string(),
});
export type TemplateSummary = z.infer<typeof TemplateSummary>;

/** A template's one item that changes: which versions are sent, and what a list tells of them. */
export const StoredRelease = z.object({
  release: TemplateRelease,
  summary: TemplateSummary,
  /** Counts its writes, so that of two at once one is refused. */
  revision: z.int().positive(),
});
export type StoredRelease = z.infer<typeof StoredRelease>;

const VersionHead = z.object({
  version: z.int().positive(),
  createdAt: Instant,
  createdBy: z.string(),
});
export type VersionHead = z.infer<typeof VersionHead>;

/** The Templates table: a draft, numbered versions and one pointer for each template. */
export interface TemplatesTable {
  getDraft(templateId: string): Promise<StoredDraft | undefined>;
  putDraft(templateId: string, draft: StoredDraft): Promise<void>;
  getRelease(templateId: string): Promise<StoredRelease | undefined>;
  /** False where somebody else has written it since; `revision` is one more than what was seen. */
  putRelease(stored: StoredRelease): Promise<boolean>;
  /** By id, those after a cursor; the last one says where to go on. */
  listReleases(after: string | undefined, limit: number): Promise<readonly StoredRelease[]>;
  getVersion(templateId: string, version: number): Promise<StoredVersion | undefined>;
  /** False where that number is taken already. */
  putVersion(version: StoredVersion): Promise<boolean>;
  /** The newest first, those before a number. */
  listVersions(
    templateId: string,
    before: number | undefined,
    limit: number,
  ): Promise<readonly VersionHead[]>;
}

const draftKey = 'draft';
const releaseKey = 'release';
const versionKey = (version: number) => `version#${String(version).padStart(9, '0')}`;

/** The table through DynamoDB; it reads consistently: what was published is there to be sent. */
export const createTemplatesTable = (
  dynamo: DynamoDBDocumentClient,
  name: string,
): TemplatesTable => {
  const get = async <Shape>(pk: string, sk: string, shape: z.ZodType<Shape>) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: name, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : shape.parse(Item);
  };
  return {
    getDraft: (templateId) => get(templateId, draftKey, DraftItem),
    putDraft: async (templateId, { body, ...rest }) => {
      const packed = pack(body);
      if (!fitsAnItem(packed)) throw tooLarge();
      const Item = { pk: templateId, sk: draftKey, ...rest, body: packed };
      await dynamo.send(new PutCommand({ TableName: name, Item }));
    },
    getRelease: (templateId) => get(templateId, releaseKey, StoredRelease),
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
              release,
              summary,
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
        found.push(...z.array(StoredRelease).parse(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start !== undefined && found.length < limit);
      return found;
    },
    getVersion: (templateId, version) => get(templateId, versionKey(version), VersionItem),
    putVersion: async ({ templateId, version, body, programs, ...rest }) => {
      const packed = { body: pack(body), programs: pack(programs) };
      if (!fitsAnItem(packed.body, packed.programs)) throw tooLarge();
      const Item = { pk: templateId, sk: versionKey(version), version, ...rest, ...packed };
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
          ProjectionExpression: 'version, createdAt, createdBy',
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return z.array(VersionHead).parse(Items);
    },
  };
};

function tooLarge(): ProblemError {
  return new ProblemError(
    'PAYLOAD_TOO_LARGE',
    'The template does not fit 390 KB once it is compressed. Take pictures out, or split it.',
  );
}
