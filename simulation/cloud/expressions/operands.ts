import { ExpressionError } from './expression-error.ts';
import type { Operand, Path } from './parser.ts';

/** A stored item; it is never changed, only replaced. */
export type Item = Readonly<Record<string, unknown>>;

/** What a request brings beside its expressions. */
export interface Substitutes {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What an operand comes to in an item; undefined where it names what is missing. */
export function evaluate(operand: Operand, item: Item, substitutes: Substitutes): unknown {
  switch (operand.kind) {
    case 'path':
      return valueAt(item, operand.path, substitutes);
    case 'value': {
      const value = substitutes.values[operand.name];
      if (value === undefined) throw new ExpressionError(`${operand.name} has no value`);
      return value;
    }
    case 'if_not_exists':
      return (
        valueAt(item, operand.path, substitutes) ?? evaluate(operand.otherwise, item, substitutes)
      );
    case 'list_append': {
      const first = evaluate(operand.first, item, substitutes);
      const second = evaluate(operand.second, item, substitutes);
      if (!Array.isArray(first) || !Array.isArray(second))
        throw new ExpressionError('list_append takes lists');
      return [...first, ...second];
    }
    default: {
      const first = evaluate(operand.first, item, substitutes);
      const second = evaluate(operand.second, item, substitutes);
      if (typeof first !== 'number' || typeof second !== 'number')
        throw new ExpressionError(`${operand.kind} takes numbers`);
      return operand.kind === '+' ? first + second : first - second;
    }
  }
}

/** The name that a step stands for. */
export function nameOf(step: string, { names }: Substitutes): string {
  if (!step.startsWith('#')) return step;
  const name = names[step];
  if (name === undefined) throw new ExpressionError(`${step} has no name`);
  return name;
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(item: Item, path: Path, substitutes: Substitutes): unknown {
  let value: unknown = item;
  for (const step of path) {
    if (!isItem(value)) return undefined;
    value = value[nameOf(step, substitutes)];
  }
  return value;
}

/** Whether a step leads on from here. */
export function isItem(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
