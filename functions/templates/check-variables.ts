import { type PathExpression, wordFor } from './declared-path.ts';
import { inBrand, inData, type Slots, valuesAt } from './declared-values.ts';
import { type HelperArgument, helperArguments, helperUsage } from './helper-arguments.ts';
import { wordsOf } from './helper-words.ts';
import { Presence } from './presence.ts';
import type { Expression, Program, ProgramBody, ProgramNode } from './program.ts';
import type { SchemaNode } from './read-schema.ts';
import { templateLimits } from './template-limits.ts';
import {
  isOnly,
  type PossibleValues,
  type ValueKind,
  whatIsFalse,
  whatIsTrue,
} from './value-kind.ts';

/** Something that the content uses and nobody declared; `at` is the offset in the source. */
export interface UseProblem {
  readonly at: number;
  readonly message: string;
}

/** What content may use. */
export interface Declared {
  readonly data: SchemaNode;
  /** The fields of `brand`. */
  readonly brand: ReadonlySet<string>;
  /** What `t()` says, by key. */
  readonly messages: ReadonlyMap<string, string>;
}

/** Where an expression stands: the loop variables, and what tests have found to be there. */
interface Scope {
  readonly slots: Slots;
  readonly presence: Presence;
}

/** An expression of a tag, and the tag's own offset for what has none. */
interface Place {
  readonly scope: Scope;
  readonly at: number;
}

type Call = Extract<Expression, { kind: 'call' }>;
type Binary = Extract<Expression, { kind: 'binary' }>;

/**
 * Everything that a program uses and its declarations do not have: variables by path, through loops,
 * the brand's fields, messages; what is printed or calculated with though it is no text or number, and
 * what may be absent there. A problem here would be a hole in a customer's message, or no message.
 */
export const checkVariables = (program: Program, declared: Declared): readonly UseProblem[] => {
  const checker = new UseChecker(declared);
  checker.body(program.body, { slots: new Map(), presence: new Presence() });
  return checker.problems;
};

class UseChecker {
  readonly problems: UseProblem[] = [];
  readonly #declared: Declared;

  constructor(declared: Declared) {
    this.#declared = declared;
  }

  body(body: ProgramBody, scope: Scope): void {
    for (const node of body) this.#node(node, scope);
  }

  #node(node: ProgramNode, scope: Scope): void {
    switch (node.kind) {
      case 'text':
        return;
      case 'output':
        this.#printed(node.value, { scope, at: node.at });
        if (node.mode === 'sanitized-html') this.#html(node.value, { scope, at: node.at });
        return;
      case 'include':
        for (const { value } of node.values) this.#given(value, { scope, at: node.at });
        return;
      case 'if': {
        let inner = scope;
        for (const { test, body } of node.branches) {
          this.#valuesOf(test, { scope: inner, at: 0 });
          this.body(body, after(inner, test, true));
          inner = after(inner, test, false);
        }
        this.body(node.otherwise, inner);
        return;
      }
      case 'each': {
        const list = node.list.kind === 'path' ? this.#resolve(node.list, scope) : undefined;
        if (list !== undefined && !list.types.includes('array')) {
          this.#report(node.list, node.at, 'is no list; loop over a list, or write it with <%= %>');
        }
        const slots = new Map([...scope.slots, [node.slot, list?.items] as const]);
        this.body(node.body, { ...scope, slots });
      }
    }
  }

  /** What a partial gets; a row may lack its value, and falls away. */
  #given(expression: Expression, place: Place): void {
    if (expression.kind !== 'rows') {
      this.#printed(expression, place);
      return;
    }
    for (const { label, value } of expression.rows) {
      this.#printed(label, place);
      const values = this.#valuesOf(value, place);
      this.#isText(whatIsTrue(values), value, place.at);
    }
  }

  /** An expression whose value ends up in the text: it must be there, and be text or a number. */
  #printed(expression: Expression, place: Place): void {
    this.#isText(this.#valuesOf(expression, place), expression, place.at);
  }

  #isText(values: PossibleValues, expression: Expression, at: number): void {
    this.#must(values, ['text', 'number'], expression, at, (kind, path) => {
      if (kind === 'boolean') return `is true or false; write ${path} ? 'yes' : 'no'`;
      return 'is no text; write one of its fields or items';
    });
  }

  /** Tells of each path that can bring what is not taken, and once of all that is no path. */
  #must(
    values: PossibleValues,
    takes: readonly ValueKind[],
    expression: Expression,
    at: number,
    otherwise: (kind: ValueKind, path: string) => string,
  ): void {
    for (const { kind, path } of values) {
      if (takes.includes(kind)) continue;
      const culprit = path ?? expression;
      const word = culprit.kind === 'path' ? wordFor(culprit) : 'this';
      this.#report(culprit, at, mendOfAbsent(kind, word, values) ?? otherwise(kind, word));
      return;
    }
  }

  /** All that an expression can come to; tells what is wrong within it. */
  #valuesOf(expression: Expression, place: Place): PossibleValues {
    switch (expression.kind) {
      case 'literal':
        return [{ kind: kindOfLiteral(expression.value) }];
      case 'undefined':
        return [{ kind: 'undefined' }];
      case 'path':
        return this.#valuesAt(expression, place.scope);
      case 'unary': {
        const values = this.#valuesOf(expression.value, place);
        if (expression.operator === '!') return [{ kind: 'boolean' }];
        this.#isNumber(values, expression.value, place.at, expression.operator);
        return [{ kind: 'number' }];
      }
      case 'binary':
        return this.#binary(expression, place);
      case 'logical': {
        const { operator, left, right } = expression;
        const values = this.#valuesOf(left, place);
        const scope = operator === '??' ? place.scope : after(place.scope, left, operator === '&&');
        const others = this.#valuesOf(right, { ...place, scope });
        return [...(operator === '&&' ? whatIsFalse(values) : whatIsTrue(values)), ...others];
      }
      case 'conditional': {
        const { test, whenTrue, whenFalse } = expression;
        this.#valuesOf(test, place);
        return [true, false].flatMap((isTrue) => {
          const scope = after(place.scope, test, isTrue);
          return this.#valuesOf(isTrue ? whenTrue : whenFalse, { ...place, scope });
        });
      }
      case 'concat':
        for (const part of expression.parts) {
          this.#printed(part, { ...place, at: expression.at });
        }
        return [{ kind: 'text' }];
      case 'call':
        this.#call(expression, place.scope);
        return [{ kind: 'text' }];
      case 'record':
      case 'rows':
        // Where they may stand, they are looked at there.
        return [];
    }
  }

  #isNumber(values: PossibleValues, expression: Expression, at: number, operator: string): void {
    this.#must(values, ['number'], expression, at, () => `is no number, as ${operator} needs`);
  }

  #binary({ operator, left, right, at }: Binary, { scope }: Place): PossibleValues {
    const place = { scope, at };
    const [values, others] = [this.#valuesOf(left, place), this.#valuesOf(right, place)];
    if (operator === '===' || operator === '!==') return [{ kind: 'boolean' }];
    if (operator === '+') {
      this.#isText(values, left, at);
      this.#isText(others, right, at);
      const isSum = isOnly(values, 'number') && isOnly(others, 'number');
      return [{ kind: isSum ? 'number' : 'text' }];
    }
    const isCompared = ['<', '<=', '>', '>='].includes(operator);
    if (!isCompared || !isOnly(values, 'text') || !isOnly(others, 'text')) {
      // Two texts compare as well; whichever side is no number is told.
      this.#isNumber(values, left, at, operator);
      this.#isNumber(others, right, at, operator);
    }
    return [{ kind: isCompared ? 'boolean' : 'number' }];
  }

  #call(call: Call, scope: Scope): void {
    const { name, values, at } = call;
    const takes = helperArguments[name];
    const fewest = takes.filter(({ isOptional }) => isOptional !== true).length;
    if (values.length < fewest || values.length > takes.length) {
      this.#tell(at, () => `${name}() is written as ${helperUsage[name]}`);
    }
    for (const [position, value] of values.entries()) {
      const argument = takes[position];
      if (argument === undefined || value.kind === 'record') {
        const fields = value.kind === 'record' ? value.fields : [];
        for (const field of fields) this.#printed(field.value, { scope, at });
      }
      if (argument !== undefined) this.#argument(call, value, argument, { scope, at });
    }
    for (const problem of wordsOf(call, this.#declared.messages)) this.#tell(at, () => problem);
  }

  #argument(call: Call, value: Expression, argument: HelperArgument, place: Place): void {
    const { name, at } = call;
    const { takes, options } = argument;
    const usage = `${name}() is written as ${helperUsage[name]}`;
    if (takes === 'key') return;
    if (takes === 'record' || value.kind === 'record') {
      if (takes !== 'record' || value.kind !== 'record') this.#tell(at, () => usage);
      return;
    }
    const found = this.#valuesOf(value, place);
    this.#must(found, takes, value, at, () => `is not what ${name}() takes: ${helperUsage[name]}`);
    if (value.kind === 'literal' && options !== undefined) {
      if (!options.some((option) => option === value.value)) this.#tell(at, () => usage);
    }
    if (value.kind === 'path' && takes.includes('list')) this.#listed(value, place);
  }

  /** What list() writes one after another. */
  #listed(list: PathExpression, { scope, at }: Place): void {
    const items = this.#resolve(list, scope, false)?.items;
    if (items === undefined) return;
    const isText = items.types.every((type) => type !== 'object' && type !== 'array');
    if (isText && !items.nullable && !items.types.includes('boolean')) return;
    this.#report(list, at, 'has items that are no texts; write them in a loop');
  }

  #html(expression: Expression, { scope, at }: Place): void {
    const found = expression.kind === 'path' ? this.#resolve(expression, scope, false) : undefined;
    if (found?.format === 'html') return;
    const message =
      "<%~ %> writes HTML from data: a field that the schema declares with format: 'html'; write <%= %> for text";
    this.#tell(at, () => message);
  }

  #valuesAt(path: PathExpression, scope: Scope): PossibleValues {
    this.#resolve(path, scope);
    return valuesAt(path, this.#declared.data, scope);
  }

  /** What is declared where a path leads; tells of what is not. */
  #resolve(path: PathExpression, { slots }: Scope, isTold = true): SchemaNode | undefined {
    const { brand, data } = this.#declared;
    const found = path.root === 'brand' ? inBrand(path, brand) : inData(path, data, slots);
    if (found === undefined || !('missing' in found)) return found;
    if (isTold) this.#tell(path.at, found.missing);
    return undefined;
  }

  #report(expression: Expression, at: number, message: string): void {
    const isPath = expression.kind === 'path';
    const word = isPath ? wordFor(expression) : 'this';
    this.#tell(isPath ? expression.at : at, () => `${word} ${message}`);
  }

  /** Looking for what was meant takes time; nobody reads the hundredth problem. */
  #tell(at: number, message: () => string): void {
    if (this.problems.length < templateLimits.problems) {
      this.problems.push({ at, message: message() });
    }
  }
}

function kindOfLiteral(value: string | number | boolean | null): ValueKind {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'boolean';
}

/** What a test leaves known to be there where it has come out true, or false. */
function after(scope: Scope, test: Expression, isTrue: boolean): Scope {
  return { ...scope, presence: scope.presence.after(test, isTrue) };
}

function mendOfAbsent(kind: ValueKind, word: string, values: PossibleValues): string | undefined {
  if (kind !== 'undefined' && kind !== 'null') return undefined;
  if (word === 'this') return 'may come to nothing; write ?? and what stands there then';
  const others = values.filter((other) => other.kind === 'undefined' || other.kind === 'null');
  const what = kind === 'null' ? 'may be null' : 'may be absent';
  const test = others.length > 1 ? word : `${word} !== ${kind}`;
  return `${what}; write ${word} ?? '' or if (${test}) { around it`;
}
