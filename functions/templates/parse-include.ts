import type { Expression as JsExpression } from 'acorn';
import { admitFields, type ExpressionScope, refusalOf } from './parse-expression.ts';
import type { ProgramNode } from './program.ts';
import { TemplateRefusal } from './template-problem.ts';

/** How a partial takes a value: written as text, or put where a URL stands. */
export type PartialValueKind = 'text' | 'url';

/** A partial's values by name; all of them are given at every include. */
export type PartialSignature = Readonly<Record<string, PartialValueKind>>;

/** True for `include(...)`. */
export const isInclude = (
  js: JsExpression,
): js is Extract<JsExpression, { type: 'CallExpression' }> =>
  js.type === 'CallExpression' &&
  js.callee.type === 'Identifier' &&
  js.callee.name === 'include' &&
  !js.optional;

/** Reads `include('@button', { href: it.url, label: 'Open' })`, with exactly what the partial takes. */
export const parseInclude = (
  js: Extract<JsExpression, { type: 'CallExpression' }>,
  scope: ExpressionScope,
  partials: ReadonlyMap<string, PartialSignature>,
): Extract<ProgramNode, { kind: 'include' }> => {
  const [name, record, ...more] = js.arguments;
  const known = [...partials.keys()].join(', ') || 'none';
  if (name?.type !== 'Literal' || typeof name.value !== 'string') {
    throw new TemplateRefusal(js.start, `name the partial plainly; there are: ${known}`);
  }
  const signature = partials.get(name.value);
  if (signature === undefined) {
    throw new TemplateRefusal(name.start, `there is no partial ${name.value}; there are: ${known}`);
  }
  if (more[0] !== undefined) throw refusalOf(more[0]);
  if (record !== undefined && record.type !== 'ObjectExpression') {
    throw new TemplateRefusal(record.start, 'give the values by name: { label: it.label }');
  }
  const values = record === undefined ? [] : admitFields(record, scope, 0);
  const given = values.map((value) => value.name);
  for (const takes of Object.keys(signature)) {
    if (!given.includes(takes)) {
      throw new TemplateRefusal(js.start, `${name.value} also needs ${takes}`);
    }
  }
  for (const [position, value] of given.entries()) {
    if (!Object.hasOwn(signature, value) || given.indexOf(value) !== position) {
      const takes = Object.keys(signature).join(', ');
      throw new TemplateRefusal(js.start, `${name.value} takes ${takes}, each once; not ${value}`);
    }
  }
  return { kind: 'include', partial: name.value, values, at: scope.base + js.start };
};
