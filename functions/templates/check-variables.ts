import { closestTo } from './closest-to.ts';
import { keyOf, type PathExpression, pathsIn, stepInto, wordFor } from './declared-path.ts';
import type { Expression, Program, ProgramBody, ProgramNode } from './program.ts';
import type { SchemaNode } from './read-schema.ts';
import { templateLimits } from './template-limits.ts';

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
  /** The keys that `t()` knows. */
  readonly messages: ReadonlySet<string>;
}

/** Where an expression stands: the loop variables, and the optional fields that a test has looked at. */
interface Scope {
  readonly slots: ReadonlyMap<number, SchemaNode | undefined>;
  readonly looked: ReadonlySet<string>;
}

/**
 * Everything that a program uses and its declarations do not have: variables by path, through loops,
 * the brand's fields, messages; what is printed though it is no text, and what may be absent where it
 * is printed. A problem here would be a hole in a customer's message.
 */
export const checkVariables = (program: Program, declared: Declared): readonly UseProblem[] => {
  const checker = new UseChecker(declared);
  checker.body(program.body, { slots: new Map(), looked: new Set() });
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
        this.#printed(node.value, scope);
        if (node.mode === 'sanitized-html') this.#html(node.value, node.at, scope);
        return;
      case 'include':
        for (const { value } of node.values) this.#given(value, scope);
        return;
      case 'if': {
        let inner = scope;
        for (const { test, body } of node.branches) {
          this.#used(test, inner);
          inner = looking(inner, test);
          this.body(body, inner);
        }
        this.body(node.otherwise, inner);
        return;
      }
      case 'each': {
        const list = node.list.kind === 'path' ? this.#resolve(node.list, scope) : undefined;
        if (list !== undefined && !list.node.types.includes('array')) {
          this.#report(node.list, node.at, 'is no list; loop over a list, or write it with <%= %>');
        }
        const slots = new Map([...scope.slots, [node.slot, list?.node.items] as const]);
        this.body(node.body, { ...scope, slots });
      }
    }
  }

  /** What a partial gets; a row may lack its value. */
  #given(expression: Expression, scope: Scope): void {
    if (expression.kind !== 'rows') {
      this.#printed(expression, scope);
      return;
    }
    for (const { label, value } of expression.rows) {
      this.#printed(label, scope);
      const looked = new Set([...scope.looked, ...pathsIn(value).map(keyOf)]);
      if (value.kind === 'conditional') this.#rowChoice(value, scope);
      else this.#printed(value, { ...scope, looked });
    }
  }

  #rowChoice(value: Extract<Expression, { kind: 'conditional' }>, scope: Scope): void {
    this.#used(value.test, scope);
    const inner = looking(scope, value.test);
    for (const choice of [value.whenTrue, value.whenFalse]) {
      if (choice.kind !== 'undefined') this.#printed(choice, inner);
    }
  }

  /** An expression whose value ends up in the text, or in a calculation: it must be there. */
  #printed(expression: Expression, scope: Scope): void {
    switch (expression.kind) {
      case 'path': {
        const found = this.#resolve(expression, scope);
        if (found === undefined) return;
        if (found.node.types.some((type) => type === 'object' || type === 'array')) {
          this.#report(expression, expression.at, 'is no text; write one of its fields or items');
        } else if (found.node.types.includes('boolean')) {
          this.#report(expression, expression.at, "is true or false; write it.x ? 'yes' : 'no'");
        } else if (found.isOptional && !scope.looked.has(keyOf(expression))) {
          const path = wordFor(expression);
          const mend = `write ${path} ?? '' or if (${path} !== undefined) { around it`;
          this.#report(expression, expression.at, `may be absent; ${mend}`);
        }
        return;
      }
      case 'conditional': {
        this.#used(expression.test, scope);
        const inner = looking(scope, expression.test);
        this.#printed(expression.whenTrue, inner);
        this.#printed(expression.whenFalse, inner);
        return;
      }
      case 'logical':
        // Of a && b the left side is printed when it is false.
        if (expression.operator === '&&') this.#printed(expression.left, scope);
        else this.#used(expression.left, scope);
        this.#printed(expression.right, looking(scope, expression.left));
        return;
      case 'call':
        this.#call(expression, scope);
        return;
      default:
        this.#used(expression, scope);
    }
  }

  /** An expression that may also be undefined, as in a test. */
  #used(expression: Expression, scope: Scope): void {
    switch (expression.kind) {
      case 'path':
        this.#resolve(expression, scope);
        return;
      case 'unary':
        this.#used(expression.value, scope);
        return;
      case 'binary':
        if (expression.operator === '===' || expression.operator === '!==') {
          this.#used(expression.left, scope);
          this.#used(expression.right, scope);
        } else {
          this.#printed(expression.left, scope);
          this.#printed(expression.right, scope);
        }
        return;
      case 'logical':
        this.#used(expression.left, scope);
        this.#used(expression.right, looking(scope, expression.left));
        return;
      case 'conditional': {
        const inner = looking(scope, expression.test);
        this.#used(expression.test, scope);
        this.#used(expression.whenTrue, inner);
        this.#used(expression.whenFalse, inner);
        return;
      }
      case 'concat':
        for (const part of expression.parts) this.#printed(part, scope);
        return;
      case 'record':
        for (const { value } of expression.fields) this.#printed(value, scope);
        return;
      case 'rows':
        this.#given(expression, scope);
        return;
      case 'call':
        this.#call(expression, scope);
    }
  }

  #call({ name, values, at }: Extract<Expression, { kind: 'call' }>, scope: Scope): void {
    const [first, ...rest] = values;
    if (name === 't') {
      const key = first?.kind === 'literal' && typeof first.value === 'string' ? first.value : '';
      if (!this.#declared.messages.has(key)) {
        this.#tell(at, () => {
          const hint = closestTo(key, [...this.#declared.messages]);
          return `t() knows no message '${key}'${hint}`;
        });
      }
    } else if (name === 'list' && first?.kind === 'path') this.#resolve(first, scope);
    else if (first !== undefined) this.#printed(first, scope);
    for (const value of rest) this.#printed(value, scope);
  }

  #html(expression: Expression, at: number, scope: Scope): void {
    const found = expression.kind === 'path' ? this.#resolve(expression, scope, false) : undefined;
    if (found?.node.format === 'html') return;
    const message =
      "<%~ %> writes HTML from data: a field that the schema declares with format: 'html'; write <%= %> for text";
    this.#tell(at, () => message);
  }

  #resolve(
    expression: PathExpression,
    scope: Scope,
    reports = true,
  ): { readonly node: SchemaNode; readonly isOptional: boolean } | undefined {
    const { root, keys, at } = expression;
    if (root === 'brand') {
      const [field = ''] = keys;
      if (reports && (keys.length !== 1 || !this.#declared.brand.has(String(field)))) {
        this.#tell(at, () => {
          const hint = closestTo(String(field), [...this.#declared.brand]);
          return `${wordFor(expression)} is no field of brand${hint}`;
        });
      }
      return undefined;
    }
    let node = root === 'it' ? this.#declared.data : scope.slots.get(root);
    // The loop's own list was not declared, which has been told already.
    if (node === undefined) return undefined;
    let isOptional = node.nullable;
    for (const [depth, key] of keys.entries()) {
      const step = stepInto(node, key);
      if (step === undefined) {
        const path = wordFor({ ...expression, keys: keys.slice(0, depth + 1) });
        const names = [...node.properties.keys()];
        if (reports) {
          this.#tell(at, () => {
            const hint = closestTo(String(key), names);
            return `${path} is not declared in the data schema${hint}; declare it, or correct its name`;
          });
        }
        return undefined;
      }
      node = step.node;
      // A test that looked at what holds it answers for it.
      const isAnswered = scope.looked.has(keyOf({ ...expression, keys: keys.slice(0, depth + 1) }));
      isOptional = !isAnswered && (isOptional || step.isOptional || node.nullable);
    }
    return { node, isOptional };
  }

  #report(expression: Expression, at: number, message: string): void {
    const path = expression.kind === 'path' ? wordFor(expression) : 'this';
    this.#tell(at, () => `${path} ${message}`);
  }

  /** Looking for what was meant takes time; nobody reads the hundredth problem. */
  #tell(at: number, message: () => string): void {
    if (this.problems.length < templateLimits.problems) {
      this.problems.push({ at, message: message() });
    }
  }
}

/** A test that looks at an optional field answers for it in what depends on the test. */
function looking(scope: Scope, test: Expression): Scope {
  return { ...scope, looked: new Set([...scope.looked, ...pathsIn(test).map(keyOf)]) };
}
