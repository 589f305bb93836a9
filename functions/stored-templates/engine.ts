import type { ContentFormat } from '#functions/channels/channel.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import type { Program } from '#functions/templates/program.ts';
import {
  prepareProgram,
  type RunProgram,
  type RunResult,
} from '#functions/templates/run-program.ts';
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
    const bySource = sourcesOf(body.content, StoredPrograms.parse(programs));
    const prepared = new Map<Program, RunProgram>();
    return (format, source, { data, locale, timeZone }) => {
      const own = bySource.get(keyOf(format, source));
      // A mail without a text of its own is given its HTML for it.
      const program = own ?? (format === 'text' ? bySource.get(keyOf('html', source)) : undefined);
      if (program === undefined) return { kind: 'failed', message: 'it was never compiled' };
      const run = prepared.get(program) ?? prepareProgram(program, host);
      prepared.set(program, run);
      const messages = messagesFor(body.messages, locale);
      const reader = timeZone === undefined ? { locale } : { locale, timeZone };
      const result = run({ data, brand, helpers: helpersFor({ ...reader, messages }) });
      if (own !== undefined || result.kind === 'failed' || toPlainText === undefined) return result;
      return { ...result, text: toPlainText(result.text) };
    };
  };
};

/** Every program by the source that it was made from: the same text in two places is one program. */
function sourcesOf(
  content: StoredVersion['body']['content'],
  programs: StoredPrograms,
): ReadonlyMap<string, Program> {
  const bySource = new Map<string, Program>();
  for (const [locale, byChannel] of Object.entries(content)) {
    for (const [channel, sources = {}] of Object.entries(byChannel)) {
      for (const [field, source] of Object.entries(sources)) {
        const program = programs[locale]?.[channel]?.[field];
        if (program !== undefined) bySource.set(keyOf(program.format, source), program);
      }
    }
  }
  return bySource;
}

function keyOf(format: ContentFormat, source: string): string {
  return `${format} ${source}`;
}
