import type { ContentFormat } from '#functions/channels/channel.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { type Helpers, helpersFor } from '#functions/templates/helpers-for-reader.ts';
import {
  prepareProgram,
  type RunProgram,
  type RunResult,
} from '#functions/templates/run-program.ts';
import type { TemplateHost } from '#functions/templates/run-state.ts';
import { messagesFor } from './messages-for.ts';
import { StoredPrograms } from './stored-programs.ts';
import type { StoredVersion } from './stored-version.ts';
import { createTemplateHost } from './template-host.ts';
import { hasTextTwins } from './with-made-fields.ts';

/** What a rendering needs of a version, published or not. */
export type RenderableVersion = Pick<StoredVersion, 'templateId' | 'body' | 'programs'>;

/** Who reads, and what of. */
export interface OwnSourceInput {
  readonly data: Readonly<Record<string, unknown>>;
  readonly locale: string;
  readonly timeZone?: string | undefined;
}

/** Renders a source of one version. */
export type RunOwnSource = (
  format: ContentFormat,
  source: string,
  input: OwnSourceInput,
) => RunResult;

/**
 * Runs templates from outside. It is a bundle of its own, which a function loads when it meets the first
 * of them: who has none pays for none. So nothing but values may pass, no class of ours.
 */
export const createEngine = (
  stationery: Stationery,
): ((version: RenderableVersion) => Promise<RunOwnSource>) => {
  const host = createTemplateHost(stationery);
  const brand = { ...stationery.brand };
  return async ({ body, programs }) => {
    const toPlainText = hasTextTwins(body.content)
      ? (await import('./to-plain-text.ts')).toPlainText
      : undefined;
    const bySource = runsOf(body.content, StoredPrograms.parse(programs), host);
    const knownHelpers = new Map<string, Helpers>();
    let latest: { locale: string; timeZone: string | undefined; helpers: Helpers } | undefined;
    /** The sources of one message have one reader, and a name for the map takes longer than most of them. */
    const helpersOf = (locale: string, timeZone: string | undefined): Helpers => {
      if (latest?.locale !== locale || latest.timeZone !== timeZone) {
        latest = { locale, timeZone, helpers: keptHelpersOf(locale, timeZone) };
      }
      return latest.helpers;
    };
    const keptHelpersOf = (locale: string, timeZone: string | undefined): Helpers => {
      const name = `${locale} ${timeZone}`;
      const known = knownHelpers.get(name);
      if (known !== undefined) return known;
      const messages = messagesFor(body.messages, locale);
      const reader = timeZone === undefined ? { locale } : { locale, timeZone };
      const helpers = helpersFor({ ...reader, messages });
      if (knownHelpers.size < mostReaders) knownHelpers.set(name, helpers);
      return helpers;
    };
    return (format, source, { data, locale, timeZone }) => {
      const own = bySource[format].get(source);
      // A mail without a text of its own is given its HTML for it.
      const run = own ?? (format === 'text' ? bySource.html.get(source) : undefined);
      if (run === undefined) return { kind: 'failed', message: 'it was never compiled' };
      const result = run()({ data, brand, helpers: helpersOf(locale, timeZone) });
      if (own !== undefined || result.kind === 'failed' || toPlainText === undefined) return result;
      return { ...result, text: toPlainText(result.text) };
    };
  };
};

/** Languages and time zones whose helpers are kept; a version is one of many in a container. */
const mostReaders = 50;

type RunsBySource = Readonly<Record<ContentFormat, Map<string, () => RunProgram>>>;

/** What runs each source, made ready when it is first asked for; the same text in two places is one program. */
function runsOf(
  content: StoredVersion['body']['content'],
  programs: StoredPrograms,
  host: TemplateHost,
): RunsBySource {
  const bySource: RunsBySource = { html: new Map(), text: new Map(), line: new Map() };
  for (const [locale, byChannel] of Object.entries(content)) {
    for (const [channel, sources = {}] of Object.entries(byChannel)) {
      for (const [field, source] of Object.entries(sources)) {
        const program = programs[locale]?.[channel]?.[field];
        if (program === undefined) continue;
        let prepared: RunProgram | undefined;
        bySource[program.format].set(source, () => {
          prepared ??= prepareProgram(program, host);
          return prepared;
        });
      }
    }
  }
  return bySource;
}
