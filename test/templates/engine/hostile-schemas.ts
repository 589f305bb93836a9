/** A schema of an object with these properties. */
export const objectSchema = (
  properties: Record<string, unknown>,
  more: Record<string, unknown> = {},
) => ({
  type: 'object',
  properties,
  ...more,
});

/** A schema that is in order. */
export const dataOrder = objectSchema(
  {
    orderId: { type: 'string', minLength: 1, pattern: '^[A-Z]{2}-\\d{1,10}$' },
    total: { type: 'number', minimum: 0 },
    email: { type: 'string', format: 'email' },
    'a/b~c': { type: 'string' },
    items: { type: 'array', maxItems: 3, items: { $ref: '#/$defs/item' } },
    note: { type: ['string', 'null'] },
    size: { enum: ['S', 'M'] },
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    required: ['orderId', 'a/b~c'],
    additionalProperties: false,
    $defs: { item: objectSchema({ name: { type: 'string' } }, { required: ['name'] }) },
  },
);

/** Data that fits it. */
export const fittingOrder = {
  orderId: 'AB-12',
  'a/b~c': 'x',
  items: [{ name: 'a' }],
  note: null,
  size: 'M',
};

/** Data that does not: where, and by which code. */
export const hostileData: readonly (readonly [data: unknown, pointer: string, code: string])[] = [
  [{ ...fittingOrder, orderId: undefined }, '', 'INVALID_VALUE'],
  [{ 'a/b~c': 'x' }, '/orderId', 'MISSING_FIELD'],
  [{ orderId: 'AB-1' }, '/a~1b~0c', 'MISSING_FIELD'],
  [{ ...fittingOrder, 'x/ÿ': 1 }, '/x~1ÿ', 'UNKNOWN_FIELD'],
  [{ ...fittingOrder, orderId: 'ab-12' }, '/orderId', 'INVALID_VALUE'],
  [{ ...fittingOrder, total: -1 }, '/total', 'INVALID_VALUE'],
  [{ ...fittingOrder, total: '1' }, '/total', 'INVALID_VALUE'],
  [{ ...fittingOrder, email: 'nobody' }, '/email', 'INVALID_VALUE'],
  [{ ...fittingOrder, items: [{ name: 'a' }, {}] }, '/items/1/name', 'MISSING_FIELD'],
  [{ ...fittingOrder, items: [{ name: 1 }] }, '/items/0/name', 'INVALID_VALUE'],
  [{ ...fittingOrder, items: Array(4).fill({ name: 'a' }) }, '/items', 'INVALID_VALUE'],
  [{ ...fittingOrder, size: 'L' }, '/size', 'INVALID_VALUE'],
  [[], '', 'INVALID_VALUE'],
  [null, '', 'INVALID_VALUE'],
  ['x', '', 'INVALID_VALUE'],
  [JSON.parse('{"orderId":"AB-1","a/b~c":"x","__proto__":{"x":1}}'), '', 'INVALID_VALUE'],
  [{ ...fittingOrder, '\ud800': 1 }, '', 'INVALID_VALUE'],
];

/** Patterns that a text could keep busy, or that are none. */
export const hostilePatterns: readonly string[] = [
  '(a+)+$',
  'xa+$',
  '^(a+)+$',
  '^(a|a)*$',
  '^(a|ab)$',
  '^a|b$',
  '^(?=a)a$',
  '^(?<!a)b$',
  '^(a)\\1$',
  '^\\k<x>$',
  '^[a-z]+[a-z]+[a-z]+$',
  '^[a-z]*[a-z]*$',
  '^a{1,50}a{1,50}$',
  '^a{1,}b{1,}$',
  '^a**$',
  '^a+?+$',
  '^\\p{L}+$',
  '^\\u{61}$',
  '^[z-a]$',
  '^[a&&b]$',
  'a',
  '^a',
  '^a\\$',
  '^\\',
  '',
  `^${'a'.repeat(300)}$`,
];

/** Schemas that are more than one bounded shape. */
export const hostileSchemas: readonly (readonly [what: string, json: unknown])[] = [
  [
    'that is no object',
    objectSchema({ a: { type: 'array', items: { type: 'string' } } }).properties.a,
  ],
  ['with a remote reference', objectSchema({ a: { $ref: 'https://example.com/schema.json' } })],
  ['with a file reference', objectSchema({ a: { $ref: 'file:///etc/passwd' } })],
  [
    'with a reference to itself',
    {
      ...objectSchema({ a: { $ref: '#/$defs/a' } }),
      $defs: { a: objectSchema({ b: { $ref: '#/$defs/a' } }) },
    },
  ],
  ['with a reference to the root', objectSchema({ a: { $ref: '#' } })],
  ['with a reference to nothing', objectSchema({ a: { $ref: '#/$defs/constructor' } })],
  [
    'with doubling references',
    {
      ...objectSchema({ a: { $ref: '#/$defs/a1' } }),
      $defs: Object.fromEntries(
        Array.from({ length: 9 }, (_, i) => [
          `a${i + 1}`,
          objectSchema(
            Object.fromEntries(
              Array.from({ length: 9 }, (_, j) => [`p${j}`, { $ref: `#/$defs/a${i + 2}` }]),
            ),
          ),
        ]),
      ),
    },
  ],
  ['with $id', objectSchema({ a: { type: 'string', $id: 'https://example.com' } })],
  ['with $dynamicRef', objectSchema({ a: { $dynamicRef: '#a' } })],
  [
    'with patternProperties',
    objectSchema({ a: { type: 'object', patternProperties: { '(a+)+$': {} } } }),
  ],
  ['with anyOf', objectSchema({ a: { anyOf: [{ type: 'string' }] } })],
  [
    'with uniqueItems',
    objectSchema({ a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }),
  ],
  ['with a field without type', objectSchema({ a: {} })],
  ['with a field that is true', objectSchema({ a: true })],
  ['with the format regex', objectSchema({ a: { type: 'string', format: 'regex' } })],
  ['with __proto__', JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}')],
  ['with constructor', objectSchema({ constructor: { type: 'string' } })],
  ['with toString', objectSchema({ toString: { type: 'string' } })],
  ['with $ref as a field', objectSchema({ $ref: { type: 'string' } })],
  ['with a required field that is none', objectSchema({}, { required: ['a'] })],
  [
    'that nests too deep',
    Array.from({ length: 20 }).reduce<unknown>((inner) => objectSchema({ a: inner }), {
      type: 'string',
    }),
  ],
  [
    'with too many parts',
    objectSchema(
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`p${i}`, { type: 'string' }])),
    ),
  ],
  ['that is too large', objectSchema({ a: { type: 'string', description: 'x'.repeat(70_000) } })],
  ['that nests without end', JSON.parse(`${'{"items":'.repeat(6000)}1${'}'.repeat(6000)}`)],
  ['that is null', null],
  ['that is a string', '{}'],
];
