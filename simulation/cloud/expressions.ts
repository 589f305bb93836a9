import {
  type Comparator,
  type Condition,
  type Operand,
  type Path,
  parseCondition,
  parseUpdate,
  type Update,
} from './expression-parser.ts';

/** A stored item; it is never changed, only replaced. */
export type Item = Readonly<Record<string, unknown>>;

/** What a request brings beside its expressions. */
export interface Substitutes {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** DynamoDB refuses the request as it is written: a defect in the product, never a fault. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const conditions = new Map<string, Condition>();
const updates = new Map<string, Update>();

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

/** The item as an update leaves it; what it does not touch is shared with the one before. */
export const applyUpdate = (text: string, item: Item, substitutes: Substitutes): Item => {
  const update = updates.get(text) ?? parseWhole(text);
  const assignments = update.sets.map(({ path, operand }) => {
    const value = evaluate(operand, item, substitutes);
    if (value === undefined) throw new ExpressionError(`${text} sets an attribute that is missing`);
    return [path, value] as const;
  });
  for (const { path, operand } of update.adds) {
    const before = valueAt(item, path, substitutes) ?? 0;
    const added = evaluate(operand, item, substitutes);
    if (typeof before !== 'number' || typeof added !== 'number')
      throw new ExpressionError(`${text} adds what is no number`);
    assignments.push([path, before + added]);
  }
  const copies = new Set<object>();
  const changed = { ...item };
  for (const [path, value] of assignments) {
    const step = nameOf(path.at(-1) ?? '', substitutes);
    const parent = parentOf(changed, path, substitutes, copies);
    if (parent === undefined)
      throw new ExpressionError(`${path.join('.')} leads nowhere in this item: ${text}`);
    parent[step] = value;
  }
  for (const path of update.removes) {
    const parent = parentOf(changed, path, substitutes, copies);
    if (parent !== undefined) delete parent[nameOf(path.at(-1) ?? '', substitutes)];
  }
  return changed;
};

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

/** What cannot be read here is told as loudly as what DynamoDB would refuse. */
function parsed<Tree>(text: string, parse: (text: string) => Tree): Tree {
  try {
    return parse(text);
  } catch (cause) {
    throw new ExpressionError(`${text} cannot be read`, { cause });
  }
}

function parseWhole(text: string): Update {
  const update = parsed(text, parseUpdate);
  refuseOverlap(
    [...[...update.sets, ...update.adds].map(({ path }) => path), ...update.removes],
    text,
  );
  updates.set(text, update);
  return update;
}

/** A copy of what holds the last step of a path, made once, all the way down; undefined if there is none. */
function parentOf(
  item: Record<string, unknown>,
  path: Path,
  substitutes: Substitutes,
  copies: Set<object>,
): Record<string, unknown> | undefined {
  let parent = item;
  for (let depth = 0; depth < path.length - 1; depth += 1) {
    const step = nameOf(path[depth] ?? '', substitutes);
    const inner = parent[step];
    if (!isItem(inner)) return undefined;
    const copy: Record<string, unknown> = copies.has(inner) ? inner : { ...inner };
    copies.add(copy);
    parent[step] = copy;
    parent = copy;
  }
  return parent;
}

/** DynamoDB refuses names and values that no expression uses. */
export const refuseUnused = (
  update: string | undefined,
  condition: string | undefined,
  { names, values }: Substitutes,
): void => {
  const inUpdate = placeholdersOf(update);
  const inCondition = placeholdersOf(condition);
  const refuse = (given: Readonly<Record<string, unknown>>) => {
    for (const name in given) {
      if (!inUpdate.has(name) && !inCondition.has(name))
        throw new ExpressionError(`${name} is unused in: ${update ?? ''} | ${condition ?? ''}`);
    }
  };
  refuse(names);
  refuse(values);
};

const placeholders = new Map<string, ReadonlySet<string>>();

const noPlaceholders: ReadonlySet<string> = new Set();

function placeholdersOf(text: string | undefined): ReadonlySet<string> {
  if (text === undefined) return noPlaceholders;
  const known = placeholders.get(text);
  if (known !== undefined) return known;
  const found = new Set(text.match(/[#:]\w+/g) ?? []);
  placeholders.set(text, found);
  return found;
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

function evaluate(operand: Operand, item: Item, substitutes: Substitutes): unknown {
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

function nameOf(step: string, { names }: Substitutes): string {
  if (!step.startsWith('#')) return step;
  const name = names[step];
  if (name === undefined) throw new ExpressionError(`${step} has no name`);
  return name;
}

function valueAt(item: Item, path: Path, substitutes: Substitutes): unknown {
  let value: unknown = item;
  for (const step of path) {
    if (!isItem(value)) return undefined;
    value = value[nameOf(step, substitutes)];
  }
  return value;
}

function isItem(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseOverlap(paths: readonly Path[], text: string): void {
  const seen = paths.map((path) => path.join('\u0000'));
  for (const [index, one] of seen.entries()) {
    for (const other of seen.slice(index + 1)) {
      if (one === other || one.startsWith(`${other}\u0000`) || other.startsWith(`${one}\u0000`))
        throw new ExpressionError(`Two paths of ${text} overlap`);
    }
  }
}
