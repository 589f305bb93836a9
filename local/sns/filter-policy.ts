import * as z from 'zod';

/** Whether a subscription wants a message, by its attributes or its parsed body. */
export type FilterPolicy = (document: unknown) => boolean;

const Comparison = z.enum(['=', '<', '<=', '>', '>=']);
const Numeric = z.union([
  z.tuple([Comparison, z.number()]),
  z.tuple([Comparison, z.number(), Comparison, z.number()]),
]);
const Plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Prefix = z.strictObject({ prefix: z.string() });
const Suffix = z.strictObject({ suffix: z.string() });
const AnyCase = z.strictObject({ 'equals-ignore-case': z.string() });
const AnythingBut = z.strictObject({
  'anything-but': z.union([Plain, z.array(Plain).min(1), Prefix, Suffix]),
});
const Exists = z.strictObject({ exists: z.boolean() });
const Condition = z.union([
  Plain,
  Prefix,
  Suffix,
  AnyCase,
  AnythingBut,
  Exists,
  z.strictObject({ numeric: Numeric }),
]);
type Condition = z.infer<typeof Condition>;

/**
 * Compiles a filter policy: every key must fit, by one of its conditions. What it cannot judge (`cidr`,
 * `wildcard`) it refuses rather than ignores.
 * https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export const compileFilterPolicy = (policy: unknown): FilterPolicy => {
  const rules = Object.entries(z.record(z.string(), z.unknown()).parse(policy)).map(
    ([key, rule]) => {
      if (key === '$or') {
        const alternatives = z.array(z.unknown()).min(2).parse(rule).map(compileFilterPolicy);
        return (document: unknown) => alternatives.some((fits) => fits(document));
      }
      const fits = Array.isArray(rule) ? compileConditions(rule) : compileNested(rule);
      return (document: unknown) => fits(property(document, key));
    },
  );
  return (document) => rules.every((fits) => fits(document));
};

/** Of an array of objects, one that fits is enough. */
function compileNested(rule: unknown): FilterPolicy {
  const fits = compileFilterPolicy(rule);
  return (value) => (Array.isArray(value) ? value.some(fits) : fits(value));
}

function compileConditions(rule: readonly unknown[]): FilterPolicy {
  const conditions = z.array(Condition).min(1).parse(rule);
  return (value) => {
    const leaves = leavesOf(value);
    return conditions.some((condition) => fitsCondition(condition, leaves));
  };
}

function fitsCondition(condition: Condition, leaves: readonly unknown[]): boolean {
  const exists = Exists.safeParse(condition);
  if (exists.success) return exists.data.exists === leaves.length > 0;
  return leaves.some((leaf) => fitsLeaf(condition, leaf));
}

function fitsLeaf(condition: Condition, leaf: unknown): boolean {
  if (condition === null || typeof condition !== 'object') return leaf === condition;
  if ('prefix' in condition) return typeof leaf === 'string' && leaf.startsWith(condition.prefix);
  if ('suffix' in condition) return typeof leaf === 'string' && leaf.endsWith(condition.suffix);
  if ('equals-ignore-case' in condition) {
    const wanted = condition['equals-ignore-case'].toLowerCase();
    return typeof leaf === 'string' && leaf.toLowerCase() === wanted;
  }
  if ('anything-but' in condition) {
    const unwanted = condition['anything-but'];
    return ![unwanted].flat().some((one) => fitsLeaf(one, leaf));
  }
  return 'numeric' in condition && typeof leaf === 'number' && isWithin(condition.numeric, leaf);
}

function isWithin(numeric: z.infer<typeof Numeric>, value: number): boolean {
  const [first, bound, second, otherBound] = numeric;
  const fitsFirst = compare[first](value, bound);
  if (second === undefined || otherBound === undefined) return fitsFirst;
  return fitsFirst && compare[second](value, otherBound);
}

const compare: Readonly<
  Record<z.infer<typeof Comparison>, (value: number, bound: number) => boolean>
> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || (typeof value === 'object' && value !== null) ? [] : [value];
}

function property(document: unknown, key: string): unknown {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, key)
    ? Reflect.get(document, key)
    : undefined;
}
