import { HelperError } from './helpers-for-reader.ts';
import { applyBinary, applyUnary } from './operators.ts';
import type { Expression } from './program.ts';
import { charge, RenderStop, type RunState } from './run-state.ts';
import { templateLimits } from './template-limits.ts';

export type Evaluate = (state: RunState) => unknown;

/** An expression ready to run, and what it costs in units of work. */
export interface CompiledExpression {
  readonly evaluate: Evaluate;
  readonly cost: number;
}

/** A call of Intl takes about as long as this many nodes. */
const callCost = 20;

/** Makes an expression ready to run: closures over our own code, by own properties alone. */
export const compileExpression = (expression: Expression): CompiledExpression => {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return { evaluate: () => value, cost: 1 };
    }
    case 'undefined':
      return { evaluate: () => undefined, cost: 1 };
    case 'path':
      return { evaluate: compilePath(expression), cost: 1 + expression.keys.length };
    case 'unary': {
      const { evaluate, cost } = compileExpression(expression.value);
      const { operator } = expression;
      return { evaluate: (state) => applyUnary(operator, evaluate(state)), cost: cost + 1 };
    }
    case 'binary':
      return compileBinary(expression);
    case 'logical':
      return compileLogical(expression);
    case 'conditional': {
      const test = compileExpression(expression.test);
      const whenTrue = compileExpression(expression.whenTrue);
      const whenFalse = compileExpression(expression.whenFalse);
      return {
        evaluate: (state) =>
          test.evaluate(state) ? whenTrue.evaluate(state) : whenFalse.evaluate(state),
        cost: test.cost + whenTrue.cost + whenFalse.cost,
      };
    }
    case 'concat':
      return compileConcat(expression);
    case 'call':
      return compileCall(expression);
    case 'record': {
      const fields = expression.fields.map(({ name, value }) => ({
        name,
        ...compileExpression(value),
      }));
      return {
        evaluate: (state) =>
          new Map(fields.map(({ name, evaluate }) => [name, evaluate(state)] as const)),
        cost: fields.reduce((sum, { cost }) => sum + cost, 1),
      };
    }
  }
};

function compilePath({ root, keys }: Extract<Expression, { kind: 'path' }>): Evaluate {
  const base: Evaluate =
    root === 'it'
      ? (state) => state.data
      : root === 'brand'
        ? (state) => state.brand
        : (state) => state.slots[root];
  const [first, second] = keys;
  if (first === undefined) return base;
  if (second === undefined) return (state) => readOwn(base(state), first);
  return (state) => {
    let value = base(state);
    for (const key of keys) value = readOwn(value, key);
    return value;
  };
}

/** What is not there, and what is only inherited, is undefined. */
function readOwn(target: unknown, key: string | number): unknown {
  if (isRecord(target)) return Object.hasOwn(target, key) ? target[key] : undefined;
  return typeof target === 'string' && key === 'length' ? target.length : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

function compileBinary(expression: Extract<Expression, { kind: 'binary' }>): CompiledExpression {
  const left = compileExpression(expression.left);
  const right = compileExpression(expression.right);
  const { operator, at } = expression;
  return {
    evaluate: (state) => {
      const one = left.evaluate(state);
      const other = right.evaluate(state);
      if (typeof one === 'string') charge(state, one.length, at);
      const result = applyBinary(operator, one, other, at);
      if (typeof result === 'string') checkText(result, at);
      return result;
    },
    cost: left.cost + right.cost + 1,
  };
}

function compileLogical(expression: Extract<Expression, { kind: 'logical' }>): CompiledExpression {
  const left = compileExpression(expression.left);
  const right = compileExpression(expression.right);
  const cost = left.cost + right.cost;
  switch (expression.operator) {
    case '&&':
      return { evaluate: (state) => left.evaluate(state) && right.evaluate(state), cost };
    case '||':
      return { evaluate: (state) => left.evaluate(state) || right.evaluate(state), cost };
    case '??':
      return { evaluate: (state) => left.evaluate(state) ?? right.evaluate(state), cost };
  }
}

function compileConcat(expression: Extract<Expression, { kind: 'concat' }>): CompiledExpression {
  const parts = expression.parts.map((part) => compileExpression(part));
  const { at } = expression;
  return {
    evaluate: (state) => {
      let text = '';
      for (const { evaluate } of parts) {
        const part = evaluate(state);
        if (typeof part !== 'string' && typeof part !== 'number') {
          throw new RenderStop('it would print what is neither text nor a number', at);
        }
        text += part;
        checkText(text, at);
      }
      charge(state, text.length, at);
      return text;
    },
    cost: parts.reduce((sum, { cost }) => sum + cost, 1),
  };
}

function compileCall(expression: Extract<Expression, { kind: 'call' }>): CompiledExpression {
  const values = expression.values.map((value) => compileExpression(value));
  const { name, at } = expression;
  return {
    evaluate: (state) => {
      const given = values.map(({ evaluate }) => evaluate(state));
      for (const value of given) if (typeof value === 'string') charge(state, value.length, at);
      charge(state, callCost, at);
      try {
        const text = state.helpers[name](...given);
        checkText(text, at);
        charge(state, text.length, at);
        return text;
      } catch (error) {
        if (error instanceof HelperError) throw new RenderStop(error.message, at);
        throw error;
      }
    },
    cost: values.reduce((sum, { cost }) => sum + cost, callCost),
  };
}

function checkText(text: string, at: number): void {
  if (text.length > templateLimits.outputBytes) {
    throw new RenderStop('a text in it becomes too large', at);
  }
}
