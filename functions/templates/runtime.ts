import { escapeModes } from './escape-value.ts';
import { applyBinary, applyUnary } from './operators.ts';
import type { BinaryOperator, HelperName, UnaryOperator } from './program.ts';
import {
  charge,
  type PartialValue,
  RenderStop,
  type RunState,
  type TemplateHost,
} from './run-state.ts';
import { templateLimits } from './template-limits.ts';
import type { runtimeNames } from './write-program.ts';

/** What the code of a program calls, by name: all that it can reach. */
export type Runtime = Readonly<Record<(typeof runtimeNames)[number], unknown>>;

/** Of one call of a helper, and of each item of a list that it writes. */
const callUnits = 20 * 64;
const itemUnits = 16;

/** Makes the runtime for programs of one host. */
export const runtimeFor = (host: TemplateHost): Runtime => ({
  html: escapeModes.html,
  url: escapeModes.url,
  urlPath: escapeModes['url-path'],
  urlQuery: escapeModes['url-query'],
  css: escapeModes.css,
  line: escapeModes.line,
  sanitizedHtml: host.sanitizeHtml,
  hasOwn: Object.hasOwn,
  isArray: Array.isArray,
  charge,
  print,
  sign: (operator: UnaryOperator, value: unknown) => applyUnary(operator, value),
  binary: (s: RunState, operator: BinaryOperator, left: unknown, right: unknown, at: number) => {
    if (typeof left === 'string') charge(s, left.length, at);
    const result = applyBinary(operator, left, right, at);
    return typeof result === 'string' ? checkedText(result, at) : result;
  },
  concat: (s: RunState, parts: readonly unknown[], at: number) => {
    let text = '';
    for (const part of parts) text = checkedText(text + print(part, at), at);
    charge(s, text.length, at);
    return text;
  },
  call: (s: RunState, name: HelperName, values: readonly unknown[], at: number) => {
    charge(s, callUnits, at);
    for (const value of values) {
      if (typeof value === 'string') charge(s, value.length, at);
      else if (Array.isArray(value)) charge(s, value.length * itemUnits, at);
    }
    s.at = at;
    const text = checkedText(s.helpers[name](...values), at);
    charge(s, text.length, at);
    return text;
  },
  record: (fields: readonly (readonly [string, unknown])[]) => new Map(fields),
  include: (name: string, fields: readonly (readonly [string, unknown])[], at: number) => {
    const partial = host.partials.get(name);
    if (partial === undefined) throw new RenderStop('its partial is not there', at);
    const values: Record<string, PartialValue> = {};
    for (const [field, value] of fields) {
      const kind = partial.signature[field];
      if (kind === 'rows') {
        values[field] = printRows(value, at);
        continue;
      }
      const text = print(value, at);
      // The partial escapes; whether the URL may stand there is checked here.
      if (kind === 'url') escapeModes.url(text);
      values[field] = kind === 'url' ? text.trim() : text;
    }
    return partial.render(values);
  },
  lengthOf: (value: unknown) =>
    typeof value === 'string' || Array.isArray(value) ? value.length : ownLength(value),
  tick: (s: RunState, cost: number, at: number) => {
    s.iterations += 1;
    s.work += cost;
    if (s.iterations > templateLimits.iterations || s.work > templateLimits.work) {
      throw new RenderStop('its loops take too long', at);
    }
  },
  noList: (at: number) => {
    throw new RenderStop('this loop goes over what is no list', at);
  },
  tooLarge: (at: number) => {
    throw new RenderStop(tooLargeMessage, at);
  },
});

/** Why an output of too many bytes is refused. */
export const tooLargeMessage = `it comes out larger than ${templateLimits.outputBytes} bytes`;

/** A customer must not read "undefined", "[object Object]" or "true". */
function print(value: unknown, at: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const what = value === undefined ? 'what is not there' : 'what is neither text nor a number';
  throw new RenderStop(`it would print ${what}`, at);
}

/** A row without a value is one that the reader need not see. */
function printRows(rows: unknown, at: number): readonly (readonly [string, string])[] {
  if (!Array.isArray(rows)) throw new RenderStop('its partial takes rows', at);
  return rows.flatMap(([label, value]: readonly unknown[]) =>
    value === undefined || value === null || value === ''
      ? []
      : [[print(label, at), print(value, at)] as const],
  );
}

function checkedText(text: string, at: number): string {
  if (text.length <= templateLimits.outputBytes) return text;
  throw new RenderStop('a text in it becomes too large', at);
}

/** A record's own field of that name. */
function ownLength(value: unknown): unknown {
  const isRecord = typeof value === 'object' && value !== null && Object.hasOwn(value, 'length');
  return isRecord && 'length' in value ? value.length : undefined;
}
