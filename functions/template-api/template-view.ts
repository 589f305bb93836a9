import * as z from 'zod';
import type { Categories } from '#core/category.ts';
import { ChannelName } from '#core/channel.ts';
import { Variant } from '#core/experiment.ts';
import { isoTime } from '#core/instant.ts';
import { channelsOf, type Template } from '#core/template.ts';
import { TemplateBody, TemplateSource } from '#core/template-version.ts';
import type { StoredRelease } from '#functions/stored-templates/read-templates.ts';
import type { StoredDraft, StoredVersion } from '#functions/stored-templates/stored-version.ts';
import { type CodeVersionOf, deployment } from './code-versions.ts';

const DateTime = z.iso.datetime();

/** What a send may name, as a list shows it. */
export const TemplateView = z
  .object({
    templateId: z.string(),
    source: TemplateSource.meta({
      description: 'CODE is deployed with Herald and read-only; API is made here.',
    }),
    version: z.int().positive().meta({ description: 'The version that is sent.' }),
    latestVersion: z
      .int()
      .optional()
      .meta({ description: 'The newest that was published or kept, sent or not.' }),
    category: z.string(),
    critical: z.boolean(),
    dataSchema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema 2020-12.' }),
    sample: z.record(z.string(), z.unknown()),
    channels: z.array(ChannelName),
    locales: z.array(z.string()),
    rollout: z
      .object({ version: z.int(), percent: z.number() })
      .optional()
      .meta({ description: 'A newer version, which this share of the recipients gets.' }),
    experiment: z
      .object({ experimentId: z.string(), variants: z.array(Variant) })
      .optional()
      .meta({ description: 'Versions that are compared, each by its share of the recipients.' }),
    createdAt: DateTime.optional().meta({
      description: 'When the version was made; of one in code, when it was first seen.',
    }),
    createdBy: z
      .string()
      .optional()
      .meta({ description: 'By which account and role; a template in code by its deployment.' }),
  })
  .meta({ id: 'Template', description: 'What a send may name, and the data that it takes.' });
export type TemplateView = z.infer<typeof TemplateView>;

/** One version with all that it says. */
export const TemplateVersionView = TemplateView.omit({
  latestVersion: true,
  rollout: true,
  experiment: true,
})
  .extend({
    sender: TemplateBody.shape.sender,
    attachments: TemplateBody.shape.attachments,
    content: TemplateBody.shape.content,
    messages: TemplateBody.shape.messages,
  })
  .meta({ id: 'TemplateVersion', description: 'One version: once published, it never changes.' });
export type TemplateVersionView = z.infer<typeof TemplateVersionView>;

/** What is being worked on. */
export const TemplateDraftView = z
  .object({
    templateId: z.string(),
    ...TemplateBody.shape,
    critical: z.boolean(),
    updatedAt: DateTime,
    updatedBy: z.string(),
    problems: z
      .array(
        z.object({
          pointer: z.string(),
          code: z.string(),
          detail: z.string(),
          line: z.int().optional(),
          column: z.int().optional(),
        }),
      )
      .meta({ description: 'What keeps it from being published; empty for what may be.' }),
  })
  .meta({ id: 'TemplateDraft', description: 'What is being worked on, beside what is published.' });
export type TemplateDraftView = z.infer<typeof TemplateDraftView>;

const criticalOf = (category: string, categories: Categories): boolean =>
  categories.get(category)?.critical ?? false;

/** Which version of a template in code is deployed. */
type Deployed = Awaited<ReturnType<CodeVersionOf>>;

/** A template in code as a list shows it: what is deployed of it. */
export const codeView = (
  template: Template,
  { version, createdAt }: Deployed,
  categories: Categories,
): TemplateView => ({
  templateId: template.id,
  source: 'CODE',
  version,
  category: template.category,
  critical: criticalOf(template.category, categories),
  dataSchema: { ...z.toJSONSchema(template.dataSchema, { io: 'input' }) },
  sample: { ...template.sample },
  channels: [...channelsOf(template)],
  locales: Object.keys(template.content),
  createdAt: isoTime(createdAt),
  createdBy: deployment,
});

/** A template made by API as a list shows it; undefined before anything is published. */
export const releaseView = (
  { release, summary }: StoredRelease,
  categories: Categories,
): TemplateView | undefined => {
  const { templateId, latestVersion, publishedVersion, rollout, experiment } = release;
  if (publishedVersion === undefined) return undefined;
  const { createdAt, createdBy, ...rest } = summary;
  return {
    templateId,
    source: 'API',
    version: publishedVersion,
    latestVersion,
    critical: criticalOf(rest.category, categories),
    ...rest,
    ...(rollout === undefined ? {} : { rollout }),
    ...(experiment === undefined
      ? {}
      : { experiment: { experimentId: experiment.experimentId, variants: experiment.variants } }),
    createdAt: isoTime(createdAt),
    createdBy,
  };
};

/** A version as it is kept, with its content. */
export const versionView = (
  { templateId, version, body, createdAt, createdBy, isCode }: StoredVersion,
  categories: Categories,
): TemplateVersionView => ({
  templateId,
  source: isCode === true ? 'CODE' : 'API',
  version,
  category: body.category,
  critical: criticalOf(body.category, categories),
  dataSchema: body.dataSchema,
  sample: body.sample,
  channels: Object.keys(body.content.default ?? {}),
  locales: Object.keys(body.content),
  ...(body.sender === undefined ? {} : { sender: body.sender }),
  ...(body.attachments === undefined ? {} : { attachments: body.attachments }),
  content: body.content,
  ...(body.messages === undefined ? {} : { messages: body.messages }),
  createdAt: isoTime(createdAt),
  createdBy,
});

/** A draft, with what keeps it from being published. */
export const draftView = (
  templateId: string,
  { body, updatedAt, updatedBy }: StoredDraft,
  problems: TemplateDraftView['problems'],
  categories: Categories,
): TemplateDraftView => ({
  templateId,
  ...body,
  critical: criticalOf(body.category, categories),
  updatedAt: isoTime(updatedAt),
  updatedBy,
  problems,
});
