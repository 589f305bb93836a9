import { type Expression as JsExpression, type Node, type Options, parseExpressionAt } from 'acorn';
import {
  binaryOperators,
  type Expression,
  type HelperName,
  helperNames,
  isForbiddenKey,
  logicalOperators,
  type PathRoot,
  unaryOperators,
} from './program.ts';
import { operatorRefusal, refusalOf } from './refused-forms.ts';
import { templateLimits } from './template-limits.ts';
import { TemplateRefusal } from './template-problem.ts';

/** Where an expression stands: the text of its tag, and the loop variables there. */
export interface ExpressionScope {
  readonly source: string;
  /** Where the tag's text begins in the template. */
  readonly base: number;
  /** By name: the slot of its value. */
  readonly variables: ReadonlyMap<string, number>;
}

/** A parsed expression, and where the source goes on. */
export interface ParsedExpression {
  readonly expression: Expression;
  readonly end: number;
}

/** A parsed JavaScript expression, before the allow-list has seen it. */
export interface ParsedJs {
  readonly js: JsExpression;
  readonly end: number;
}

/**
 * Reads one expression that the allow-list admits.
 *
 * @throws TemplateRefusal at the first thing that it does not.
 */
export const parseExpression = (scope: ExpressionScope, start: number): ParsedExpression => {
  const { js, end } = parseJs(scope.source, start);
  return { expression: admit(js, scope, 0), end };
};

/** Reads one expression with acorn; `source` is the text of a tag. */
export const parseJs = (source: string, start: number): ParsedJs => {
  const onComment: Options['onComment'] = (isBlock, _text, at) => {
    if (!isBlock)
      throw new TemplateRefusal(at, 'write comments as /* ... */, in a tag of their own');
  };
  try {
    const js = parseExpressionAt(source, start, {
      ecmaVersion: 2025,
      sourceType: 'module',
      preserveParens: true,
      onComment,
    });
    return { js, end: js.end };
  } catch (error) {
    if (error instanceof TemplateRefusal) throw error;
    if (error instanceof SyntaxError && 'pos' in error && typeof error.pos === 'number') {
      const said = error.message.replace(/ \(\d+:\d+\)$/, '').toLowerCase();
      const at = Math.min(Math.max(error.pos, start), source.length);
      throw new TemplateRefusal(at, `this is no complete expression (${said})`);
    }
    throw new TemplateRefusal(start, 'this expression nests too deep; split it');
  }
};

/** Turns parsed JavaScript into the part of it that templates may use; refuses everything else. */
export const admit = (js: JsExpression, scope: ExpressionScope, depth: number): Expression => {
  if (depth > templateLimits.expressionDepth) {
    throw new TemplateRefusal(js.start, 'this expression nests too deep; split it');
  }
  const next = (inner: JsExpression): Expression => admit(inner, scope, depth + 1);
  switch (js.type) {
    case 'Literal':
      return admitLiteral(js.value, js.start);
    case 'Identifier':
      if (js.name === 'undefined') return { kind: 'undefined' };
      return {
        kind: 'path',
        root: rootOf(js, js.name, scope),
        keys: [],
        at: scope.base + js.start,
      };
    case 'ChainExpression':
      return next(js.expression);
    case 'MemberExpression':
      return admitPath(js, scope);
    case 'ParenthesizedExpression':
      return next(js.expression);
    case 'UnaryExpression': {
      const operator = unaryOperators.find((allowed) => allowed === js.operator);
      if (operator === undefined) throw operatorRefusal(js.start, js.operator);
      return { kind: 'unary', operator, value: next(js.argument) };
    }
    case 'BinaryExpression': {
      const operator = binaryOperators.find((allowed) => allowed === js.operator);
      if (operator === undefined) throw operatorRefusal(js.left.end, js.operator);
      if (js.left.type === 'PrivateIdentifier') throw refusalOf(js.left);
      const at = scope.base + js.start;
      return { kind: 'binary', operator, left: next(js.left), right: next(js.right), at };
    }
    case 'LogicalExpression': {
      const operator = logicalOperators.find((allowed) => allowed === js.operator);
      if (operator === undefined) throw operatorRefusal(js.left.end, js.operator);
      return { kind: 'logical', operator, left: next(js.left), right: next(js.right) };
    }
    case 'ConditionalExpression':
      return {
        kind: 'conditional',
        test: next(js.test),
        whenTrue: next(js.consequent),
        whenFalse: next(js.alternate),
      };
    case 'TemplateLiteral': {
      const parts = js.quasis.flatMap((quasi, index): readonly Expression[] => {
        const inner = js.expressions[index];
        const text = { kind: 'literal', value: quasi.value.cooked ?? '' } as const;
        return inner === undefined ? [text] : [text, next(inner)];
      });
      return { kind: 'concat', parts, at: scope.base + js.start };
    }
    case 'CallExpression':
      return admitCall(js, scope, depth);
    default:
      throw refusalOf(js);
  }
};

/** The fields of `{ name: value, ... }`, where a helper or a partial takes them. */
export const admitFields = (
  js: Extract<JsExpression, { type: 'ObjectExpression' }>,
  scope: ExpressionScope,
  depth: number,
  admitValue: (name: string, value: JsExpression) => Expression = (_name, value) =>
    admit(value, scope, depth + 1),
): readonly { readonly name: string; readonly value: Expression }[] =>
  js.properties.map((property) => {
    if (property.type !== 'Property') throw refusalOf(property);
    const { key } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : '';
    if (property.computed || typeof name !== 'string' || name === '') {
      throw new TemplateRefusal(property.start, 'write the name of this field plainly');
    }
    checkKey(name, key.start);
    return { name, value: admitValue(name, property.value) };
  });

function admitLiteral(value: unknown, at: number): Expression {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') {
    return { kind: 'literal', value };
  }
  // JSON has no infinity: 1e999 would come back from the table as null.
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'literal', value };
  throw new TemplateRefusal(
    at,
    'only strings, finite numbers, true, false, null and undefined can be written here',
  );
}

function admitPath(
  js: Extract<JsExpression, { type: 'MemberExpression' }>,
  scope: ExpressionScope,
): Expression {
  const keys: (string | number)[] = [];
  let object: Node | JsExpression = js;
  // Not by recursion: a path is as long as its tag.
  while ('type' in object && isMember(object)) {
    keys.unshift(keyOf(object, scope));
    object = object.object;
    while (isWrapper(object)) object = object.expression;
  }
  if (!isIdentifier(object)) {
    throw new TemplateRefusal(js.start, 'a path begins with it, brand or a loop variable');
  }
  return {
    kind: 'path',
    root: rootOf(object, object.name, scope),
    keys,
    at: scope.base + js.start,
  };
}

function keyOf(
  js: Extract<JsExpression, { type: 'MemberExpression' }>,
  scope: ExpressionScope,
): string | number {
  const { property } = js;
  if (!js.computed && property.type === 'Identifier') {
    checkWritten(property, property.name, scope);
    checkKey(property.name, property.start);
    return property.name;
  }
  if (js.computed && property.type === 'Literal') {
    if (typeof property.value === 'string') {
      checkKey(property.value, property.start);
      return property.value;
    }
    if (typeof property.value === 'number' && isIndex(property.value)) return property.value;
  }
  throw new TemplateRefusal(
    property.start,
    "a key in brackets is a written string or index: it['order-id'], it.items[0]",
  );
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function admitCall(
  js: Extract<JsExpression, { type: 'CallExpression' }>,
  scope: ExpressionScope,
  depth: number,
): Expression {
  const { callee } = js;
  const allowed = `templates may call ${helperNames.join(', ')}`;
  if (callee.type !== 'Identifier') {
    throw new TemplateRefusal(js.start, `nothing in data can be called; ${allowed}`);
  }
  checkWritten(callee, callee.name, scope);
  const name = helperNames.find((known) => known === callee.name);
  if (callee.name === 'include') {
    throw new TemplateRefusal(
      js.start,
      "include a partial by itself: <%~ include('@name', { }) %>",
    );
  }
  if (name === undefined || scope.variables.has(callee.name)) {
    throw new TemplateRefusal(js.start, `there is no function ${callee.name}; ${allowed}`);
  }
  if (js.optional) throw new TemplateRefusal(js.start, `call ${name} without ?.`);
  const values = js.arguments.map((value): Expression => {
    if (value.type === 'SpreadElement') throw refusalOf(value);
    if (value.type !== 'ObjectExpression') return admit(value, scope, depth + 1);
    if (!takesRecord(name)) throw refusalOf(value);
    return { kind: 'record', fields: admitFields(value, scope, depth + 1) };
  });
  return { kind: 'call', name, values, at: scope.base + js.start };
}

function takesRecord(name: HelperName): boolean {
  return name === 't' || name === 'plural';
}

function rootOf(node: Node, name: string, scope: ExpressionScope): PathRoot {
  checkWritten(node, name, scope);
  const slot = scope.variables.get(name);
  if (slot !== undefined) return slot;
  if (name === 'it' || name === 'brand') return name;
  throw new TemplateRefusal(
    node.start,
    `${name} is not known here; data begins with it, as in it.${isForbiddenKey(name) ? 'name' : name}`,
  );
}

/** `\u0069t` is `it` to JavaScript; to a person who reviews a template it is a riddle. */
function checkWritten(node: Node, name: string, { source }: ExpressionScope): void {
  if (source.slice(node.start, node.end) === name) return;
  throw new TemplateRefusal(node.start, 'write names without escapes');
}

function checkKey(key: string, at: number): void {
  if (!isForbiddenKey(key)) return;
  throw new TemplateRefusal(at, `${key} is no data; rename the field if it is one of yours`);
}

function isMember(node: Node): node is Extract<JsExpression, { type: 'MemberExpression' }> {
  return node.type === 'MemberExpression';
}

function isIdentifier(node: Node): node is Extract<JsExpression, { type: 'Identifier' }> {
  return node.type === 'Identifier';
}

function isWrapper(
  node: Node,
): node is Extract<JsExpression, { type: 'ChainExpression' | 'ParenthesizedExpression' }> {
  return node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression';
}
