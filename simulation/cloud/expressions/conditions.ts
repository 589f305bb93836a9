import { parsed } from './expression-error.ts';
import { evaluate, type Item, nameOf, type Substitutes, valueAt } from './operands.ts';
import { type Comparator, type Condition, parseCondition } from './parser.ts';

const conditions = new Map<string, Condition>();

/** Whether an item (or its absence) meets a condition. */
export const meets = (
  text: string | undefined,
  item: Item | undefined,
  substitutes: Substitutes,
): boolean => {
  if (text === undefined) return true;
  return holds(conditionOf(text), item ?? {}, substitutes);
};

/** What a condition wants an attribute to be, where it names one value that every part of it needs. */
export const equalTo = (text: string, attribute: string, substitutes: Substitutes): unknown =>
  wanted(conditionOf(text), attribute, substitutes);

function conditionOf(text: string): Condition {
  const condition = conditions.get(text) ?? parsed(text, parseCondition);
  conditions.set(text, condition);
  return condition;
}

function wanted(condition: Condition, attribute: string, substitutes: Substitutes): unknown {
  if (condition.kind === 'and') {
    return (
      wanted(condition.first, attribute, substitutes) ??
      wanted(condition.second, attribute, substitutes)
    );
  }
  if (condition.kind !== 'compare' || condition.comparator !== '=') return undefined;
  const { first, second } = condition;
  const isIt = first.kind === 'path' && nameOf(first.path.join('.'), substitutes) === attribute;
  return isIt ? evaluate(second, {}, substitutes) : undefined;
}

function holds(condition: Condition, item: Item, substitutes: Substitutes): boolean {
  switch (condition.kind) {
    case 'and':
      return (
        holds(condition.first, item, substitutes) && holds(condition.second, item, substitutes)
      );
    case 'or':
      return (
        holds(condition.first, item, substitutes) || holds(condition.second, item, substitutes)
      );
    case 'not':
      return !holds(condition.condition, item, substitutes);
    case 'exists':
      return valueAt(item, condition.path, substitutes) !== undefined;
    case 'not_exists':
      return valueAt(item, condition.path, substitutes) === undefined;
    case 'contains': {
      const list = valueAt(item, condition.path, substitutes);
      const wanted = evaluate(condition.operand, item, substitutes);
      return Array.isArray(list) && list.includes(wanted);
    }
    case 'in': {
      const value = evaluate(condition.operand, item, substitutes);
      return (
        value !== undefined &&
        condition.list.some((operand) => evaluate(operand, item, substitutes) === value)
      );
    }
    case 'compare':
      return compare(
        condition.comparator,
        evaluate(condition.first, item, substitutes),
        evaluate(condition.second, item, substitutes),
      );
  }
}

/** What is missing compares with nothing, and only a type with itself. */
function compare(comparator: Comparator, first: unknown, second: unknown): boolean {
  if (first === undefined || second === undefined) return false;
  if (comparator === '=') return first === second;
  if (comparator === '<>') return first !== second;
  if (typeof first === 'number' && typeof second === 'number') {
    return isOrdered(comparator, first - second);
  }
  if (typeof first === 'string' && typeof second === 'string') {
    return isOrdered(comparator, first < second ? -1 : first > second ? 1 : 0);
  }
  return false;
}

function isOrdered(comparator: Comparator, difference: number): boolean {
  switch (comparator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    default:
      return difference >= 0;
  }
}
