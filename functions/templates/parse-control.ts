import { admit, type ExpressionScope, parseExpression, parseJs } from './parse-expression.ts';
import { type Expression, helperNames, isForbiddenKey } from './program.ts';
import { TemplateRefusal } from './template-problem.ts';

/** One step of a `<% %>` tag. */
export type Control =
  | { readonly kind: 'if'; readonly test: Expression; readonly at: number }
  | { readonly kind: 'else-if'; readonly test: Expression; readonly at: number }
  | { readonly kind: 'else'; readonly at: number }
  | { readonly kind: 'each'; readonly name: string; readonly list: Expression; readonly at: number }
  | { readonly kind: 'close'; readonly at: number };

interface Cursor {
  readonly source: string;
  position: number;
}

const mend = 'a <% %> tag holds if (...) {, } else {, for (const x of it.list) { or }';
const blank = /(?:\s|\/\*[\s\S]*?\*\/)*/y;
const ifHead = /if\s*\(/y;
const elseIfHead = /\}\s*else\s+if\s*\(/y;
const elseHead = /\}\s*else\s*\{/y;
const forHead = /for\s*\(\s*(const|let|var)\s+([^\s()]+)\s+(of|in)\s+/y;
const closeMark = /\}/y;
const blockOpening = /\s*\)\s*\{/y;
const nameForm = /^[A-Za-z_$][\w$]*$/;

/** Words that JavaScript keeps for itself, so that no loop variable reads like something else. */
const takenNames: ReadonlySet<string> = new Set([
  ...helperNames,
  ...'it brand include undefined null true false this new delete in of typeof void await'.split(
    ' ',
  ),
  ...'if else for while do switch case default return throw try catch finally yield'.split(' '),
  ...'class extends super import export function const let var static enum with async'.split(' '),
  ...'arguments eval globalThis global process require module window self NaN Infinity'.split(' '),
]);

/**
 * Reads the text of a tag: any number of steps, one after another. A step can bring a variable that
 * the next one uses, so `scopeOf` is asked before each.
 *
 * @throws TemplateRefusal at what is none, counted from the beginning of the text.
 */
export function* parseControls(
  source: string,
  scopeOf: () => ExpressionScope,
): Generator<Control, void, void> {
  const cursor: Cursor = { source, position: 0 };
  for (skipBlank(cursor); cursor.position < source.length; skipBlank(cursor)) {
    yield parseStep(cursor, scopeOf());
  }
}

function parseStep(cursor: Cursor, scope: ExpressionScope): Control {
  const at = scope.base + cursor.position;
  if (take(cursor, elseHead)) return { kind: 'else', at };
  if (take(cursor, elseIfHead)) return { kind: 'else-if', test: parseTest(cursor, scope), at };
  if (take(cursor, ifHead)) return { kind: 'if', test: parseTest(cursor, scope), at };
  if (take(cursor, closeMark)) return { kind: 'close', at };
  return parseEach(cursor, scope);
}

function parseTest(cursor: Cursor, scope: ExpressionScope): Expression {
  const { expression, end } = parseExpression(scope, cursor.position);
  cursor.position = end;
  openBlock(cursor);
  return expression;
}

function parseEach(cursor: Cursor, scope: ExpressionScope): Control {
  const at = cursor.position;
  const [, keyword, name, of] = take(cursor, forHead) ?? [];
  if (name === undefined) throw new TemplateRefusal(at, mend);
  if (keyword !== 'const' || of !== 'of') {
    throw new TemplateRefusal(at, 'write the loop as for (const x of it.list) {');
  }
  if (!nameForm.test(name)) {
    throw new TemplateRefusal(at, 'a loop has one plain variable: for (const x of it.list) {');
  }
  if (takenNames.has(name) || isForbiddenKey(name) || scope.variables.has(name)) {
    throw new TemplateRefusal(at, `${name} is taken; give the loop's variable another name`);
  }
  const { js, end } = parseJs(scope.source, cursor.position);
  const list = admit(js, scope, 0);
  if (list.kind !== 'path') {
    throw new TemplateRefusal(js.start, 'a loop goes over a list in the data: it.list');
  }
  cursor.position = end;
  openBlock(cursor);
  return { kind: 'each', name, list, at: scope.base + at };
}

function openBlock(cursor: Cursor): void {
  const { position } = cursor;
  if (take(cursor, blockOpening) === undefined) {
    throw new TemplateRefusal(position, 'expected ) { here: braces cannot be left out');
  }
}

function skipBlank(cursor: Cursor): void {
  take(cursor, blank);
}

function take(cursor: Cursor, form: RegExp): RegExpExecArray | undefined {
  form.lastIndex = cursor.position;
  const found = form.exec(cursor.source) ?? undefined;
  if (found !== undefined) cursor.position = form.lastIndex;
  return found;
}
