import type { Categories } from '#core/category.ts';
import type { ProblemDetail } from '#core/problem.ts';
import type { TemplateBody } from '#core/template-version.ts';
import type { Channel } from '#functions/channels/channel.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { unknownBuckets } from '#functions/ingress/check-attachments.ts';
import type { CompiledMjml } from '#functions/mjml/compile-mjml.ts';
import { inMjml } from '#functions/mjml/in-mjml.ts';
import { messagesFor } from '#functions/stored-templates/messages-for.ts';
import type { StoredPrograms } from '#functions/stored-templates/stored-programs.ts';
import { createTemplateHost } from '#functions/stored-templates/template-host.ts';
import {
  type CheckTemplateDeps,
  checkSample,
  checkSource,
} from '#functions/templates/check-template.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import { checkContent } from './check-content.ts';
import { checkRendered } from './check-rendered.ts';
import { draftProblem, sourceProblem } from './draft-problem.ts';

export interface CheckDraftDeps {
  readonly channels: readonly Channel[];
  readonly categories: Categories;
  readonly stationery: Stationery;
  /** The ids of whom else mail may come from on this stage. */
  readonly senders: ReadonlySet<string>;
  /** The buckets whose files may go with a mail; absent for none. */
  readonly attachmentBuckets?: ReadonlySet<string>;
}

/** A draft that may be published, or everything that is wrong with it; pointers are into the draft. */
export type CheckedDraft =
  | { readonly kind: 'checked'; readonly programs: StoredPrograms }
  | { readonly kind: 'refused'; readonly problems: readonly ProblemDetail[] };

const maxPartBytes = 100_000;

/** Nobody reads the hundredth. */
const maxProblems = 50;

/** What the MJML of a draft comes to, by source. */
type MjmlSources = ReadonlyMap<string, CompiledMjml>;

/** Checks all of a draft, and compiles its sources; its MJML has been compiled before. */
export type CheckDraft = (body: TemplateBody, mjml?: MjmlSources) => CheckedDraft;

/**
 * Checks drafts: what they say, what they use, and whether the sample renders. The parser that it takes
 * is a bundle of its own, so nothing but values may pass.
 */
export const createCheckDraft = ({
  channels,
  categories,
  stationery,
  senders,
  attachmentBuckets,
}: CheckDraftDeps): CheckDraft => {
  const host = createTemplateHost(stationery);
  const brand = { ...stationery.brand };
  return (body, mjml = new Map()) => {
    const problems: ProblemDetail[] = [];
    if (!categories.has(body.category)) {
      const known = [...categories.keys()].join(', ');
      const detail = `There is no category ${body.category}; there are: ${known}.`;
      problems.push(draftProblem(['category'], 'UNKNOWN_CATEGORY', detail));
    }
    if (body.sender !== undefined && !senders.has(body.sender)) {
      const known = senders.size === 0 ? 'it has none' : `it has ${[...senders].join(', ')}`;
      const detail = `This stage has no sender ${body.sender}; ${known}. They stand in lib/stages.ts.`;
      problems.push(draftProblem(['sender'], 'UNKNOWN_SENDER', detail));
    }
    problems.push(
      ...unknownBuckets(body.attachments, attachmentBuckets),
      ...checkContent(body, channels),
      ...checkSizes(body),
    );
    const read = readDataSchema(body.dataSchema);
    if (read.kind === 'refused') {
      const inSchema = read.problems.map((one) => ({
        ...one,
        pointer: `/dataSchema${one.pointer}`,
      }));
      return refused([...problems, ...inSchema]);
    }
    const { schema } = read;
    problems.push(...checkSample(schema, body.sample));
    if (problems.length > 0) return refused(problems);
    const { sample } = body;
    const checked = checkSources(body, channels, mjml, { schema, sample, brand, host });
    return checked.problems.length > 0
      ? refused(checked.problems)
      : { kind: 'checked', programs: checked.programs };
  };
};

function checkSources(
  body: TemplateBody,
  channels: readonly Channel[],
  mjml: MjmlSources,
  deps: CheckTemplateDeps,
): { readonly programs: StoredPrograms; readonly problems: readonly ProblemDetail[] } {
  const programs: StoredPrograms = {};
  const problems: ProblemDetail[] = [];
  for (const [locale, byChannel] of Object.entries(body.content)) {
    for (const [channelName, sources = {}] of Object.entries(byChannel)) {
      const channel = channels.find(({ name }) => name === channelName);
      for (const [field, source] of Object.entries(sources)) {
        const path = ['content', locale, channelName, field];
        const format = channel?.content[field]?.format ?? 'text';
        for (const reader of readersOf(locale, body)) {
          const messages = messagesFor(body.messages, reader);
          const language = reader === 'default' ? 'en' : reader;
          const given = { source, format, locale: language, messages };
          const checked =
            field === 'mjml'
              ? inMjml(source, mjml.get(source), (html) =>
                  checkSource({ ...given, source: html }, deps),
                )
              : checkSource(given, deps);
          if (checked.kind === 'refused') {
            problems.push(...checked.problems.map((problem) => sourceProblem(path, problem)));
            break;
          }
          const own = programs[locale] ?? {};
          programs[locale] = own;
          own[channelName] = { ...own[channelName], [field]: checked.program };
          const helpers = helpersFor({ locale: language, messages });
          const { sample: data, brand, host } = deps;
          const rendered = prepareProgram(checked.program, host)({ data, brand, helpers });
          const text = rendered.kind === 'rendered' ? rendered.text : '';
          const problem = checkRendered(path, text, sources.text === undefined);
          if (problem === undefined) continue;
          problems.push(problem);
          break;
        }
        if (problems.length >= maxProblems) return { programs, problems };
      }
    }
  }
  return { programs, problems };
}

/** Every list shows them, and every container of the door reads them. */
function checkSizes({ dataSchema, sample }: TemplateBody): readonly ProblemDetail[] {
  return Object.entries({ dataSchema, sample }).flatMap(([part, value]) => {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    const detail = `${bytes} bytes of JSON; at most ${maxPartBytes}.`;
    return bytes > maxPartBytes ? [draftProblem([part], 'TOO_LARGE', detail)] : [];
  });
}

/** In whose words a source is tried: its own locale's, and, of the default, whoever has words but no content. */
function readersOf(locale: string, { content, messages = {} }: TemplateBody): readonly string[] {
  if (locale !== 'default') return [locale];
  return ['default', ...Object.keys(messages).filter((other) => content[other] === undefined)];
}

function refused(problems: readonly ProblemDetail[]): CheckedDraft {
  return { kind: 'refused', problems: problems.slice(0, maxProblems) };
}
