import { cleanLine } from '#functions/delivery/render-clean.ts';
import { compileExpression, type Evaluate } from './compile-expression.ts';
import { escapeModes, UnsafeValueError } from './escape-value.ts';
import { HelperError, type Helpers } from './helpers-for-reader.ts';
import type { OutputMode, Program, ProgramBody, ProgramNode } from './program.ts';
import { RenderStop, type RunState, type TemplateHost } from './run-state.ts';
import { templateLimits } from './template-limits.ts';

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

type Step = (state: RunState) => void;

/**
 * Makes a program ready to run, once per version and container. It becomes closures over our own
 * code, one per node: no JavaScript is generated, so there is none that a template could steer.
 */
export const prepareProgram = (program: Program, host: TemplateHost): RunProgram => {
  const run = compileBody(program.body, host).step;
  const isLine = program.format === 'line';
  return ({ data, brand, helpers }) => {
    const state: RunState = {
      data,
      brand,
      helpers,
      slots: [],
      out: '',
      work: 0,
      iterations: 0,
    };
    try {
      run(state);
      // Whatever static text and data made of it, a subject is one line.
      const text = isLine ? cleanLine(state.out) : state.out;
      checkBytes(text);
      return { kind: 'rendered', text };
    } catch (error) {
      if (!(error instanceof RenderStop)) throw error;
      const { message, at } = error;
      return { kind: 'failed', message, ...(at === undefined ? {} : { at }) };
    }
  };
};

/** A step, and what it costs in units of work. */
interface Costed {
  readonly step: Step;
  readonly cost: number;
}

function compileBody(body: ProgramBody, host: TemplateHost): Costed {
  const steps = body.map((node) => compileNode(node, host));
  const cost = steps.reduce((sum, step) => sum + step.cost, 1);
  const [first, second] = steps;
  if (first === undefined) return { step: () => undefined, cost };
  if (second === undefined) return { step: first.step, cost };
  const run = steps.map(({ step }) => step);
  return {
    cost,
    step: (state) => {
      for (const step of run) step(state);
    },
  };
}

function compileNode(node: ProgramNode, host: TemplateHost): Costed {
  switch (node.kind) {
    case 'text': {
      const { text } = node;
      return {
        cost: 1,
        step: (state) => {
          state.out += text;
        },
      };
    }
    case 'output':
      return compileOutput(node, host);
    case 'if':
      return compileIf(node, host);
    case 'each':
      return compileEach(node, host);
    case 'include':
      return compileInclude(node, host);
  }
}

function compileOutput(
  { value, mode, at }: Extract<ProgramNode, { kind: 'output' }>,
  host: TemplateHost,
): Costed {
  const { evaluate, cost } = compileExpression(value);
  const harmless = escapeFor(mode, host);
  return {
    cost: cost + 1,
    step: (state) => {
      const text = print(evaluate(state), at);
      try {
        emit(state, harmless(text), at);
      } catch (error) {
        throw stopAt(error, at);
      }
    },
  };
}

function escapeFor(mode: OutputMode, host: TemplateHost): (value: string) => string {
  return mode === 'sanitized-html' ? host.sanitizeHtml : escapeModes[mode];
}

function compileIf(node: Extract<ProgramNode, { kind: 'if' }>, host: TemplateHost): Costed {
  const branches = node.branches.map(({ test, body }) => ({
    test: compileExpression(test),
    body: compileBody(body, host),
  }));
  const otherwise = compileBody(node.otherwise, host);
  const cost = branches.reduce(
    (sum, { test, body }) => sum + test.cost + body.cost,
    otherwise.cost,
  );
  return {
    cost,
    step: (state) => {
      for (const { test, body } of branches) {
        if (test.evaluate(state)) return body.step(state);
      }
      otherwise.step(state);
    },
  };
}

function compileEach(
  { slot, list, body, at }: Extract<ProgramNode, { kind: 'each' }>,
  host: TemplateHost,
): Costed {
  const listed = compileExpression(list);
  const { step, cost } = compileBody(body, host);
  return {
    // What the loop does is charged as it does it.
    cost: listed.cost + 1,
    step: (state) => {
      const items = listed.evaluate(state);
      // An optional list that was not sent is an empty one.
      if (items === undefined || items === null) return;
      if (!Array.isArray(items)) throw new RenderStop('this loop goes over what is no list', at);
      for (const item of items) {
        state.iterations += 1;
        state.work += cost;
        if (state.iterations > templateLimits.iterations || state.work > templateLimits.work) {
          throw new RenderStop('its loops take too long', at);
        }
        state.slots[slot] = item;
        step(state);
        checkLength(state.out.length, at);
      }
    },
  };
}

function compileInclude(
  { partial, values, at }: Extract<ProgramNode, { kind: 'include' }>,
  host: TemplateHost,
): Costed {
  const definition = host.partials.get(partial);
  const compiled = values.map(({ name, value }) => ({ name, ...compileExpression(value) }));
  const cost = compiled.reduce((sum, value) => sum + value.cost, 20);
  const checked = (name: string, evaluate: Evaluate, state: RunState): string => {
    const text = print(evaluate(state), at);
    if (definition?.signature[name] !== 'url') return text;
    escapeModes.url(text);
    return text.trim();
  };
  return {
    cost,
    step: (state) => {
      if (definition === undefined) throw new RenderStop('its partial is not there', at);
      try {
        const given = compiled.map(
          ({ name, evaluate }) => [name, checked(name, evaluate, state)] as const,
        );
        emit(state, definition.render(Object.fromEntries(given)), at);
      } catch (error) {
        throw stopAt(error, at);
      }
    },
  };
}

/** A customer must not read "undefined", "[object Object]" or "true". */
function print(value: unknown, at: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const what = value === undefined ? 'what is not there' : 'what is neither text nor a number';
  throw new RenderStop(`it would print ${what}`, at);
}

function emit(state: RunState, text: string, at: number): void {
  state.out += text;
  checkLength(state.out.length, at);
}

function checkLength(units: number, at: number): void {
  if (units > templateLimits.outputBytes) throw new RenderStop(tooLarge, at);
}

const tooLarge = `it comes out larger than ${templateLimits.outputBytes} bytes`;

function checkBytes(text: string): void {
  // A UTF-16 unit is at most three bytes of UTF-8.
  if (text.length * 3 <= templateLimits.outputBytes) return;
  if (Buffer.byteLength(text) > templateLimits.outputBytes) throw new RenderStop(tooLarge);
}

function stopAt(error: unknown, at: number): unknown {
  if (error instanceof UnsafeValueError) return new RenderStop(`a value ${error.message}`, at);
  if (error instanceof HelperError) return new RenderStop(error.message, at);
  return error;
}
