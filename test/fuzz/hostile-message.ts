import fc from 'fast-check';

/** Keys that mean something to JavaScript, and values that have broken programs before. */
const oddKeys = ['__proto__', 'constructor', 'toString', 'length', '', '\u0000', 'a.b', '$ref'];
const oddValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '\ud800',
  '\u202e',
  '<%= it %>',
  '#{7*7}',
  '{{7*7}}',
  "'; DROP TABLE users; --",
  'x'.repeat(10_000),
  [],
  {},
  [[[[[[[[]]]]]]]],
  { __proto__: { polluted: true } },
];

const anyValue = fc.oneof(fc.constantFrom(...oddValues), fc.jsonValue());

/** Somewhere in a value: the way down to it, by position. */
const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 5 });

const change = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), path, value: anyValue }),
  fc.record({ kind: fc.constant('remove' as const), path }),
  fc.record({
    kind: fc.constant('add' as const),
    path,
    key: fc.oneof(fc.constantFrom(...oddKeys), fc.string()),
    value: anyValue,
  }),
);
type Change =
  | { readonly kind: 'replace'; readonly path: readonly number[]; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: readonly number[] }
  | {
      readonly kind: 'add';
      readonly path: readonly number[];
      readonly key: string;
      readonly value: unknown;
    };

/** A body that nobody should have sent: noise, or one of the good ones with something in it changed. */
export const hostileBody = (good: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: cut(good) },
    {
      weight: 7,
      arbitrary: fc
        .tuple(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 3 }))
        .map(([body, changes]) => {
          let value: unknown = JSON.parse(body);
          for (const one of changes) value = changed(value, one, 0);
          return JSON.stringify(value);
        }),
    },
  );

/** The beginning of a good one, as a broken connection leaves it. */
const cut = (good: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...good), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([body, share]) => body.slice(0, Math.floor(body.length * share)));

function changed(value: unknown, one: Change, depth: number): unknown {
  // An envelope holds JSON as a text: what is in there may be wrong as well.
  const inner = typeof value === 'string' && depth < one.path.length ? objectIn(value) : undefined;
  if (inner !== undefined) return JSON.stringify(changed(inner, one, depth));
  const isContainer = typeof value === 'object' && value !== null;
  const entries = isContainer ? Object.entries(value) : [];
  const position = one.path[depth];
  if (!isContainer || entries.length === 0 || position === undefined) {
    return one.kind === 'replace' ? one.value : value;
  }
  const chosen = position % entries.length;
  const isLast = depth === one.path.length - 1;
  const next = entries.flatMap(([key, member], index): [string, unknown][] => {
    if (index !== chosen) return [[key, member]];
    if (!isLast) return [[key, changed(member, one, depth + 1)]];
    if (one.kind === 'remove') return [];
    return [[key, one.kind === 'replace' ? one.value : member]];
  });
  if (isLast && one.kind === 'add') next.push([one.key, one.value]);
  return Array.isArray(value) ? next.map(([, member]) => member) : Object.fromEntries(next);
}

function objectIn(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
