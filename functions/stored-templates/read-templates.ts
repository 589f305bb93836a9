import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ChannelName } from '#core/channel.ts';
import { Instant } from '#core/instant.ts';
import { TemplateRelease } from '#core/template-version.ts';
import { DraftItem, type StoredDraft, type StoredVersion, VersionItem } from './stored-version.ts';
import { draftKey, releaseKey, versionKey } from './template-keys.ts';

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

/** Its item: as JSON, because DynamoDB's numbers are not those of a schema or a sample. */
export const ReleaseItem = z
  .object({ stored: z.string(), revision: z.int().positive() })
  .transform(({ stored, revision }) => {
    const json: unknown = JSON.parse(stored);
    return { ...StoredRelease.omit({ revision: true }).parse(json), revision };
  });

/** What is read of the Templates table by its keys. */
export interface ReadTemplates {
  getDraft(templateId: string): Promise<StoredDraft | undefined>;
  getRelease(templateId: string): Promise<StoredRelease | undefined>;
  getVersion(templateId: string, version: number): Promise<StoredVersion | undefined>;
}

/** Reads consistently: what was published is there to be sent. */
export const createReadTemplates = (
  dynamo: DynamoDBDocumentClient,
  name: string,
): ReadTemplates => {
  const get = async <Shape>(pk: string, sk: string, shape: z.ZodType<Shape>) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: name, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : shape.parse(Item);
  };
  return {
    getDraft: (templateId) => get(templateId, draftKey, DraftItem),
    getRelease: (templateId) => get(templateId, releaseKey, ReleaseItem),
    getVersion: (templateId, version) => get(templateId, versionKey(version), VersionItem),
  };
};
