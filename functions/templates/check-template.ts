import type { ProblemDetail } from '#core/problem.ts';
import { checkVariables, type Declared } from './check-variables.ts';
import { compileTemplate } from './compile-template.ts';
import type { DataSchema } from './data-schema.ts';
import { helpersFor } from './helpers-for-reader.ts';
import type { Program, ProgramFormat } from './program.ts';
import { prepareProgram } from './run-program.ts';
import type { TemplateHost } from './run-state.ts';
import { positionOf, type TemplateProblem } from './template-problem.ts';

/** One source to publish. */
export interface SourceToCheck {
  readonly source: string;
  readonly format: ProgramFormat;
  /** In which the sample is rendered, and whose messages it may use. */
  readonly locale: string;
  readonly messages?: Readonly<Record<string, string>>;
}

export interface CheckTemplateDeps {
  readonly schema: DataSchema;
  readonly sample: Readonly<Record<string, unknown>>;
  readonly brand: Readonly<Record<string, string>>;
  readonly host: TemplateHost;
}

/** A program that may be published, or everything that is wrong with its source. */
export type CheckedSource =
  | { readonly kind: 'checked'; readonly program: Program }
  | { readonly kind: 'refused'; readonly problems: readonly TemplateProblem[] };

/**
 * Checks one source for publishing: what it says, what it uses, and whether the sample renders. The
 * sample itself is checked once, by checkSample.
 */
export const checkSource = (
  { source, format, locale, messages = {} }: SourceToCheck,
  { schema, sample, brand, host }: CheckTemplateDeps,
): CheckedSource => {
  const partials = new Map([...host.partials].map(([name, { signature }]) => [name, signature]));
  const compiled = compileTemplate(source, { format, partials });
  if (compiled.kind === 'refused') return compiled;
  const { program } = compiled;
  const declared: Declared = {
    data: schema.root,
    brand: new Set(Object.keys(brand)),
    messages: new Map(Object.entries(messages)),
  };
  const uses = checkVariables(program, declared);
  if (uses.length > 0) {
    const problems = uses.map(({ at, message }) => ({ ...positionOf(source, at), message }));
    return { kind: 'refused', problems };
  }
  const helpers = helpersFor({ locale, messages });
  const rendered = prepareProgram(program, host)({ data: sample, brand, helpers });
  if (rendered.kind === 'rendered') return { kind: 'checked', program };
  const message = `the sample cannot be rendered: ${rendered.message}`;
  return { kind: 'refused', problems: [{ ...positionOf(source, rendered.at ?? 0), message }] };
};

/** What is wrong with a sample; pointers are into the draft. */
export const checkSample = (schema: DataSchema, sample: unknown): readonly ProblemDetail[] =>
  schema.validate(sample).map((problem) => ({ ...problem, pointer: `/sample${problem.pointer}` }));
