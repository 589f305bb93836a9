import * as z from 'zod';
import type { ContentFormat } from '#functions/channels/channel.ts';
import {
  createRenderer,
  type Render,
  type RenderOwnSource,
  SourceFailure,
} from '#functions/delivery/render.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import type { Program } from '#functions/templates/program.ts';
import { prepareProgram, type RunProgram } from '#functions/templates/run-program.ts';
import type { TemplateHost } from '#functions/templates/run-state.ts';
import { messagesFor } from './messages-for.ts';
import type { StoredVersion } from './stored-version.ts';

export interface RenderVersionDeps {
  readonly stationery: Stationery;
  readonly host: TemplateHost;
}

/** What a rendering needs of a version, published or not. */
export type RenderableVersion = Pick<StoredVersion, 'templateId' | 'body' | 'programs'>;

/** Data has been checked at the door; what it was checked by is none of a lane's business. */
const checkedData = z.record(z.string(), z.unknown());

/** Makes a version ready to render, on the same stationery as templates in code; once per container. */
export const prepareVersion = (
  { templateId, body, programs }: RenderableVersion,
  { stationery, host }: RenderVersionDeps,
): Render => {
  const bySource = sourcesOf(body.content, programs);
  const prepared = new Map<Program, RunProgram>();
  const brand = { ...stationery.brand };
  const renderOwnSource: RenderOwnSource = (format, source, { data, locale, timeZone }) => {
    const program = bySource.get(keyOf(format, source));
    if (program === undefined) throw new SourceFailure('it was never compiled');
    const run = prepared.get(program) ?? prepareProgram(program, host);
    prepared.set(program, run);
    const messages = messagesFor(body.messages, locale);
    const reader = timeZone === undefined ? { locale } : { locale, timeZone };
    const result = run({ data, brand, helpers: helpersFor({ ...reader, messages }) });
    if (result.kind === 'failed') throw new SourceFailure(result.message);
    return result.text;
  };
  const { category, sample, content, messages } = body;
  const template = {
    id: templateId,
    category,
    sample,
    content,
    messages,
    dataSchema: checkedData,
  };
  return createRenderer(new Map([[templateId, template]]), stationery, renderOwnSource);
};

/** Every program by the source that it was made from: the same text in two places is one program. */
function sourcesOf(
  content: StoredVersion['body']['content'],
  programs: StoredVersion['programs'],
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
