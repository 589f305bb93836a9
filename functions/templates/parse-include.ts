import type { Expression as JsExpression, SpreadElement } from 'acorn';
import { admit, admitFields, type ExpressionScope } from './parse-expression.ts';
import type { Expression, ProgramNode } from './program.ts';
import { refusalOf } from './refused-forms.ts';
import { TemplateRefusal } from './template-problem.ts';

/**
 * How a partial takes a value: written as text, put where a URL stands, or as rows of a label and a
 * value, of which those without a value fall away.
 */
export type PartialValueKind = 'text' | 'url' | 'rows';

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
  const values =
    record === undefined
      ? []
      : admitFields(record, scope, 0, (field, value) =>
          Object.hasOwn(signature, field) && signature[field] === 'rows'
            ? admitRows(value, scope)
            : admit(value, scope, 1),
        );
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

function admitRows(js: JsExpression, scope: ExpressionScope): Expression {
  const mend = "write rows as [['Order', it.orderId], ['Total', it.total]]";
  if (js.type !== 'ArrayExpression') throw new TemplateRefusal(js.start, mend);
  const rows = js.elements.map((row) => {
    const [label, value, more] = row?.type === 'ArrayExpression' ? row.elements : [];
    if (!isValue(label) || !isValue(value) || more !== undefined) {
      throw new TemplateRefusal(row?.start ?? js.start, mend);
    }
    return { label: admit(label, scope, 2), value: admit(value, scope, 2) };
  });
  return { kind: 'rows', rows };
}

function isValue(js: JsExpression | SpreadElement | null | undefined): js is JsExpression {
  return js !== null && js !== undefined && js.type !== 'SpreadElement';
}
