import { cleanLine } from '#core/clean-text.ts';
import { UnsafeValueError } from './escape-value.ts';
import { HelperError, type Helpers } from './helpers-for-reader.ts';
import type { Program } from './program.ts';
import { RenderStop, type RunState, type TemplateHost } from './run-state.ts';
import { runtimeFor, tooLargeMessage } from './runtime.ts';
import { templateLimits } from './template-limits.ts';
import { runtimeNames, writeProgram } from './write-program.ts';

/** What one rendering is made of. */
export interface RunInput {
  readonly data: Readonly<Record<string, unknown>>;
  readonly brand: Readonly<Record<string, unknown>>;
  readonly helpers: Helpers;
}

/** What came of a rendering; `message` and `at` speak of the template and never quote data. */
export type RunResult =
  | { readonly kind: 'rendered'; readonly text: string }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** The offset in the source, where there is one. */
      readonly at?: number;
    };

/** Renders one program; never throws for what a template or its data does. */
export type RunProgram = (input: RunInput) => RunResult;

/** What the code of a program evaluates to. */
type MakeRun = (...runtime: readonly unknown[]) => (state: RunState) => string;

/**
 * Makes a program ready to run, once per version and container. Its code is written from the checked
 * tree, never from the source, out of a vocabulary that write-program.ts spells out: closures over
 * the tree are safe as well, but take twice as long as eta where this takes about 1.3 times.
 *
 * @throws ProgramError for a program that no template can become.
 */
export const prepareProgram = (program: Program, host: TemplateHost): RunProgram => {
  const code = writeProgram(program);
  const names = [...runtimeNames];
  const runtime = runtimeFor(host);
  // The names come in from an outer function, so that V8 sees constants.
  const make = new Function(...names, `"use strict";return (s)=>{${code}}`) as MakeRun;
  const run = make(...names.map((name) => runtime[name]));
  const isLine = program.format === 'line';
  return ({ data, brand, helpers }) => {
    const state: RunState = { data, brand, helpers, work: 0, iterations: 0, at: 0 };
    try {
      const written = run(state);
      // Whatever static text and data made of it, a subject is one line.
      const text = isLine ? cleanLine(written) : written;
      checkBytes(text);
      return { kind: 'rendered', text };
    } catch (error) {
      return { kind: 'failed', ...reasonOf(error, state) };
    }
  };
};

function reasonOf(error: unknown, state: RunState): { message: string; at?: number } {
  if (error instanceof UnsafeValueError) {
    return { message: `a value ${error.message}`, at: state.at };
  }
  if (error instanceof HelperError) return { message: error.message, at: state.at };
  if (!(error instanceof RenderStop)) throw error;
  return { message: error.message, ...(error.at === undefined ? {} : { at: error.at }) };
}

function checkBytes(text: string): void {
  // A UTF-16 unit is at most three bytes of UTF-8.
  if (text.length * 3 <= templateLimits.outputBytes) return;
  if (Buffer.byteLength(text) > templateLimits.outputBytes) throw new RenderStop(tooLargeMessage);
}
