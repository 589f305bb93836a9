import * as z from 'zod';
import type { Attachment } from './attachment.ts';
import { ChannelName } from './channel.ts';

/** A template's id; its folder in templates/ is the same in kebab-case. */
export const TemplateId = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'must be UPPER_SNAKE, such as ORDER_CONFIRMATION');

/** The sources of one channel's content, by field: `{ subject, html, text }` for EMAIL. */
export type ContentSources = Readonly<Record<string, string>>;

/** Content by locale (`default`, `fr`, `fr-CA`), then by channel. */
export type TemplateContent = Readonly<
  Record<string, Readonly<Partial<Record<ChannelName, ContentSources>>>>
>;

/** What a template declares in its template.ts; its content stands in the files beside it. */
export interface TemplateDeclaration {
  readonly id: string;
  readonly category: string;
  /** What `data` must be; checked at the door. */
  readonly dataSchema: z.ZodType<Record<string, unknown>>;
  /** Data that fits the schema, for previews and tests. */
  readonly sample: Readonly<Record<string, unknown>>;
  /** Whom its mail comes from, by an id of the stage's `senders`; its category's sender where absent. */
  readonly sender?: string | undefined;
  /** Files that go with every mail of it. */
  readonly attachments?: readonly Attachment[] | undefined;
}

/** A template as the door, the router and the lanes use it. */
export interface Template extends TemplateDeclaration {
  readonly content: TemplateContent;
  /** The languages that content in `default` speaks by its messages; none in code. */
  readonly messages?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Of a template made by API: which of its versions this is. */
  readonly version?: number;
  /** Which variant of an experiment it was chosen as, by its tag. */
  readonly variant?: string;
}

/** Every template by its id. */
export type Templates = ReadonlyMap<string, Template>;

/** The channels that a template has content for, in any language. */
export const channelsOf = (template: Template): readonly ChannelName[] =>
  Object.keys(template.content.default ?? {});

/** The content for a locale: fr-CA falls back to fr, then to default. */
export const contentFor = (
  template: Template,
  channel: ChannelName,
  locale: string | undefined,
): ContentSources | undefined => {
  const language = locale?.split('-')[0];
  for (const candidate of [locale, language, 'default']) {
    const sources = candidate === undefined ? undefined : template.content[candidate]?.[channel];
    if (sources !== undefined) return sources;
  }
  return undefined;
};

/** What a message carries of a template made by API: the version that the door checked it by. */
export const TemplateInMessage = z.object({
  version: z.int().positive(),
  category: z.string(),
  channels: z.array(ChannelName),
  /** The tag of an experiment's variant. */
  variant: z.string().optional(),
  sender: z.string().optional(),
});
export type TemplateInMessage = z.infer<typeof TemplateInMessage>;

/** What routing goes by; undefined for a template that is gone. A message of one made by API brings it along. */
export const routedBy = (
  message: { readonly templateId: string; readonly template?: TemplateInMessage | undefined },
  templates: Templates,
): Pick<TemplateInMessage, 'category' | 'channels'> | undefined => {
  if (message.template !== undefined) return message.template;
  const template = templates.get(message.templateId);
  return template && { category: template.category, channels: [...channelsOf(template)] };
};

/** The id of whom a message's mail comes from: its template's, else its category's; undefined for the stage's own. */
export const senderOf = (
  message: { readonly templateId: string; readonly template?: TemplateInMessage | undefined },
  templates: Templates,
  category: { readonly sender?: string } | undefined,
): string | undefined =>
  message.template?.sender ?? templates.get(message.templateId)?.sender ?? category?.sender;
