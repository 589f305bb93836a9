import type { ChannelName } from '#core/channel.ts';
import { cleanLine, cleanLines } from '#core/clean-text.ts';
import { type ContentSources, contentFor, type Templates } from '#core/template.ts';
import type { Channel, ContentFormat } from '#functions/channels/channel.ts';
import { channels } from '#functions/channels/index.ts';
import { renderHelpers } from './render-helpers.ts';
import { type RenderLanguage, renderLanguage } from './render-language.ts';
import { createSourceRenderer, type RenderTools } from './render-source.ts';
import type { Stationery } from './render-stationery.ts';
import { takeStyles } from './take-styles.ts';

/** One rendering to make. */
export interface RenderRequest {
  readonly templateId: string;
  readonly channel: ChannelName;
  readonly data: Readonly<Record<string, unknown>>;
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  /** Instead of the template's own: plain text, not a template. */
  readonly subject?: string | undefined;
  /** Where the reader can decline this kind of message, or change all they hear; layouts show it. */
  readonly unsubscribeUrl?: string | undefined;
  readonly preferencesUrl?: string | undefined;
}

/** Content that is ready to send, or why there is none: a cause that no retry can mend. */
export type Rendered =
  | { readonly kind: 'rendered'; readonly content: ContentSources }
  /** `detail` names template, channel and field, and never holds data. */
  | { readonly kind: 'failed'; readonly reason?: 'TEMPLATE_GONE'; readonly detail: string };

/** Renders one template for one channel; never throws for what a template does. */
export type Render = (request: RenderRequest) => Rendered;

/** Renders a source of a template's own for a reader in that locale. */
export type RenderOwnSource = (
  format: ContentFormat,
  source: string,
  reading: Pick<RenderRequest, 'data' | 'timeZone'> & { readonly locale: string },
) => string;

/** Why a source cannot be rendered, in words that quote no data. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
}

/**
 * Renders templates on a stationery; make one per container, for it keeps what it compiled. Their own
 * sources are run as code, unless they come from outside and bring their own way.
 */
export const createRenderer = (
  templates: Templates,
  stationery: Stationery,
  renderOwnSource?: RenderOwnSource,
): Render => {
  const renderSource = createSourceRenderer(stationery.partials);
  const knownTools = new Map<string, RenderTools>();
  const layouts = Object.fromEntries(
    Object.entries(stationery.layouts).map(([name, byField]) => [name, Object.entries(byField)]),
  );

  const toolsFor = (language: RenderLanguage, timeZone: string | undefined): RenderTools => {
    const name = `${language.locale} ${timeZone}`;
    const known = knownTools.get(name);
    if (known !== undefined) return known;
    const tools = {
      ...renderHelpers(language.locale, timeZone),
      brand: stationery.brand,
      words: stationery.words[language.language] ?? stationery.words.en,
      async: false as const,
    };
    if (knownTools.size < mostReaders) knownTools.set(name, tools);
    return tools;
  };

  const contentOf = (channel: ChannelFields, request: RenderRequest): ContentSources => {
    const template = templates.get(request.templateId);
    const sources = template && contentFor(template, channel.name, request.locale);
    if (sources === undefined) throw new RenderFailure('there is no content');
    const isDefault =
      sources === template?.content.default?.[channel.name] &&
      !speaks(template?.messages, request.locale);
    const language = renderLanguage(request.locale, isDefault);
    const tools = toolsFor(language, request.timeZone);
    const { data, timeZone } = request;
    const reading = { data, timeZone, locale: language.locale };

    const fields: Record<string, string> = {};
    for (const [field, { format, required }] of channel.fields) {
      const value = attempt(field, () => {
        if (field === 'subject' && request.subject !== undefined) return request.subject;
        const source = sources[field];
        if (source === undefined) return '';
        return renderOwnSource === undefined
          ? renderSource(format, source, data, tools)
          : renderOwnSource(format, source, reading);
      });
      const clean = cleaners[format](value);
      if (clean !== '') fields[field] = clean;
      else if (required) throw new RenderFailure(`${field} came out empty`);
    }

    const { unsubscribeUrl, preferencesUrl } = request;
    // A layout sees the fields as they are without one.
    const page = { ...fields, ...language, unsubscribeUrl, preferencesUrl, styles: '', body: '' };
    for (const [field, layout] of layouts[channel.name] ?? []) {
      const body = fields[field];
      const format = channel.content[field]?.format;
      if (body === undefined || format === undefined) continue;
      Object.assign(page, format === 'html' ? takeStyles(body) : { styles: '', body });
      fields[field] = attempt(`the layout of ${field}`, () =>
        cleaners[format](renderSource(format, layout, page, tools)),
      );
    }
    return fields;
  };

  return (request) => {
    const channel = fieldsByChannel.get(request.channel);
    try {
      if (channel === undefined) throw new RenderFailure('there is no such channel');
      return { kind: 'rendered', content: contentOf(channel, request) };
    } catch (error) {
      if (!(error instanceof RenderFailure)) throw error;
      const detail = `${request.templateId} for ${request.channel}: ${error.message}`;
      return { kind: 'failed', detail };
    }
  };
};

/** A channel with its fields as they are gone through, for every message. */
interface ChannelFields extends Channel {
  readonly fields: readonly (readonly [string, Channel['content'][string]])[];
}

const fieldsByChannel: ReadonlyMap<ChannelName, ChannelFields> = new Map(
  channels.map((channel) => [
    channel.name,
    { ...channel, fields: Object.entries(channel.content) },
  ]),
);

/** What data brings into HTML is cleaned where it is escaped, and white space shows nowhere in it. */
const cleaners: Readonly<Record<ContentFormat, (value: string) => string>> = {
  html: (value) => value.trim(),
  text: cleanLines,
  line: cleanLine,
};

/** Languages and time zones that a container keeps the tools of. */
const mostReaders = 200;

/** Leaves `contentOf` with what a `failed` result says. */
class RenderFailure extends Error {}

function attempt(what: string, render: () => string): string {
  try {
    return render();
  } catch (error) {
    if (error instanceof SourceFailure) throw new RenderFailure(`${what}: ${error.message}`);
    // The kind of error alone: its message may quote data.
    const kind = error instanceof Error ? error.name : typeof error;
    throw new RenderFailure(`${what} threw ${kind}`, { cause: error });
  }
}

/** Whether messages are in the reader's language, which content in `default` then is as well. */
function speaks(messages?: Readonly<Record<string, unknown>>, locale?: string): boolean {
  if (messages === undefined) return false;
  const language = locale?.split('-')[0];
  return [locale, language].some((one) => one !== undefined && messages[one] !== undefined);
}
