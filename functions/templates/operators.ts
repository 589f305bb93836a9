import type { BinaryOperator, UnaryOperator } from './program.ts';
import { RenderStop } from './run-state.ts';

/** `!` of anything; the sign of a number. */
export const applyUnary = (operator: UnaryOperator, value: unknown): unknown => {
  if (operator === '!') return !value;
  if (typeof value !== 'number') throw new RenderStop(`${operator} needs a number`);
  return operator === '-' ? -value : value;
};

/**
 * As JavaScript does for two strings or two numbers; others are refused rather than converted, for
 * conversion is where objects get to run code, and customers to read NaN.
 */
export const applyBinary = (
  operator: BinaryOperator,
  left: unknown,
  right: unknown,
  at: number,
): unknown => {
  if (operator === '===') return left === right;
  if (operator === '!==') return left !== right;
  if (operator === '+' && isText(left) && isText(right)) {
    return typeof left === 'number' && typeof right === 'number'
      ? left + right
      : String(left) + String(right);
  }
  if (typeof left === 'string' && typeof right === 'string')
    return compare(operator, left, right, at);
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw new RenderStop(`${operator} got what is neither two numbers nor two texts`, at);
  }
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      return compare(operator, left, right, at);
  }
};

function compare<Value extends string | number>(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  at: number,
): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      throw new RenderStop(`${operator} needs two numbers`, at);
  }
}

function isText(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
