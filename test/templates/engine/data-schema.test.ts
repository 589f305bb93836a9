import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type DataSchema, readDataSchema } from '#functions/templates/data-schema.ts';
import { zodOf } from '#functions/templates/zod-of.ts';
import { problemDetails } from '#platform/problem-details.ts';
import { templates } from '#templates/index.ts';
import { cpuMs } from '../../cpu-time.ts';

const read = (json: unknown): DataSchema => {
  const result = readDataSchema(json);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  return result.schema;
};
const refusal = (json: unknown) => {
  const result = readDataSchema(json);
  return result.kind === 'refused' ? result.problems[0] : undefined;
};
const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'object',
  properties,
  ...more,
});

const order = object(
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
    $defs: { item: object({ name: { type: 'string' } }, { required: ['name'] }) },
  },
);
const good = { orderId: 'AB-12', 'a/b~c': 'x', items: [{ name: 'a' }], note: null, size: 'M' };

describe('data', () => {
  test('that fits has no problems', () => {
    expect(read(order).validate(good)).toEqual([]);
  });

  test.each([
    [{ ...good, orderId: undefined }, '', 'INVALID_VALUE'],
    [{ 'a/b~c': 'x' }, '/orderId', 'MISSING_FIELD'],
    [{ orderId: 'AB-1' }, '/a~1b~0c', 'MISSING_FIELD'],
    [{ ...good, 'x/ÿ': 1 }, '/x~1ÿ', 'UNKNOWN_FIELD'],
    [{ ...good, orderId: 'ab-12' }, '/orderId', 'INVALID_VALUE'],
    [{ ...good, total: -1 }, '/total', 'INVALID_VALUE'],
    [{ ...good, total: '1' }, '/total', 'INVALID_VALUE'],
    [{ ...good, email: 'nobody' }, '/email', 'INVALID_VALUE'],
    [{ ...good, items: [{ name: 'a' }, {}] }, '/items/1/name', 'MISSING_FIELD'],
    [{ ...good, items: [{ name: 1 }] }, '/items/0/name', 'INVALID_VALUE'],
    [{ ...good, items: Array(4).fill({ name: 'a' }) }, '/items', 'INVALID_VALUE'],
    [{ ...good, size: 'L' }, '/size', 'INVALID_VALUE'],
    [[], '', 'INVALID_VALUE'],
    [null, '', 'INVALID_VALUE'],
    ['x', '', 'INVALID_VALUE'],
    [JSON.parse('{"orderId":"AB-1","a/b~c":"x","__proto__":{"x":1}}'), '', 'INVALID_VALUE'],
    [{ ...good, '\ud800': 1 }, '', 'INVALID_VALUE'],
  ])('%j is refused at %s', (data, pointer, code) => {
    expect(read(order).validate(data)).toContainEqual(expect.objectContaining({ pointer, code }));
  });

  test('of any size gets an answer within three seconds', () => {
    const big = 'a'.repeat(200_000);
    const schema = read(
      object({
        email: { type: 'string', format: 'email' },
        uri: { type: 'string', format: 'uri' },
        time: { type: 'string', format: 'date-time' },
        code: { type: 'string', pattern: '^[a-z]+a{1,9}$' },
        list: { type: 'array', items: { type: 'integer' } },
      }),
    );
    const start = cpuMs();
    for (const value of [
      big,
      `${big}!`,
      `${big}@${big}`,
      `a:${big.slice(0, 99_000)}/`.repeat(2),
      '%61'.repeat(66_000),
      `"${'\\a'.repeat(99_000)}`,
    ]) {
      schema.validate({ email: value, uri: `https://${value}`, time: value, code: `${value}!` });
    }
    const problems = schema.validate({ list: Array(60_000).fill('x') });
    expect(problems.length).toBe(20);
    expect(cpuMs() - start).toBeLessThan(3000);
  });
});

describe('a schema', () => {
  test.each([
    ['that is no object', object({ a: { type: 'array', items: { type: 'string' } } }).properties.a],
    ['with a remote reference', object({ a: { $ref: 'https://example.com/schema.json' } })],
    ['with a file reference', object({ a: { $ref: 'file:///etc/passwd' } })],
    [
      'with a reference to itself',
      {
        ...object({ a: { $ref: '#/$defs/a' } }),
        $defs: { a: object({ b: { $ref: '#/$defs/a' } }) },
      },
    ],
    ['with a reference to the root', object({ a: { $ref: '#' } })],
    ['with a reference to nothing', object({ a: { $ref: '#/$defs/constructor' } })],
    [
      'with doubling references',
      {
        ...object({ a: { $ref: '#/$defs/a1' } }),
        $defs: Object.fromEntries(
          Array.from({ length: 9 }, (_, i) => [
            `a${i + 1}`,
            object(
              Object.fromEntries(
                Array.from({ length: 9 }, (_, j) => [`p${j}`, { $ref: `#/$defs/a${i + 2}` }]),
              ),
            ),
          ]),
        ),
      },
    ],
    ['with $id', object({ a: { type: 'string', $id: 'https://example.com' } })],
    ['with $dynamicRef', object({ a: { $dynamicRef: '#a' } })],
    [
      'with patternProperties',
      object({ a: { type: 'object', patternProperties: { '(a+)+$': {} } } }),
    ],
    ['with anyOf', object({ a: { anyOf: [{ type: 'string' }] } })],
    [
      'with uniqueItems',
      object({ a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }),
    ],
    ['with a field without type', object({ a: {} })],
    ['with a field that is true', object({ a: true })],
    ['with the format regex', object({ a: { type: 'string', format: 'regex' } })],
    [
      'with __proto__',
      JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'),
    ],
    ['with constructor', object({ constructor: { type: 'string' } })],
    ['with toString', object({ toString: { type: 'string' } })],
    ['with $ref as a field', object({ $ref: { type: 'string' } })],
    ['with a required field that is none', object({}, { required: ['a'] })],
    [
      'that nests too deep',
      Array.from({ length: 20 }).reduce<unknown>((inner) => object({ a: inner }), {
        type: 'string',
      }),
    ],
    [
      'with too many parts',
      object(
        Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`p${i}`, { type: 'string' }])),
      ),
    ],
    ['that is too large', object({ a: { type: 'string', description: 'x'.repeat(70_000) } })],
    ['that nests without end', JSON.parse(`${'{"items":'.repeat(6000)}1${'}'.repeat(6000)}`)],
    ['that is null', null],
    ['that is a string', '{}'],
  ])('%s is refused with a pointer', (_what, json) => {
    expect(refusal(json)).toEqual({
      pointer: expect.any(String),
      code: 'INVALID_SCHEMA',
      detail: expect.any(String),
    });
  });

  test('refused says where', () => {
    expect(refusal(object({ a: object({ 'b/c': { type: 'string', not: {} } }) }))?.pointer).toBe(
      '/properties/a/properties/b~1c/not',
    );
  });

  test('of every shipped template is admitted, and takes its sample', () => {
    for (const { id, dataSchema, sample } of templates.values()) {
      const { $schema: _, ...json } = z.toJSONSchema(dataSchema, { io: 'input' });
      const result = readDataSchema(JSON.parse(JSON.stringify(json)));
      if (result.kind === 'refused') {
        // Shipped schemas may have patterns of their own; they are code.
        expect(result.problems[0]?.pointer, id).toMatch(/\/(pattern|format)$/);
        continue;
      }
      expect(result.schema.validate(sample), id).toEqual([]);
    }
  });

  test('stands at the door as zod does, with the same words', () => {
    const zod = zodOf(read(order));
    expect(zod.safeParse(good).success).toBe(true);
    const parsed = zod.safeParse({ 'a/b~c': 1, extra: true });
    const details = parsed.success ? [] : problemDetails(parsed.error, ['data']);
    expect(details.map(({ pointer, code }) => [pointer, code])).toEqual(
      expect.arrayContaining([
        ['/data/orderId', 'MISSING_FIELD'],
        ['/data/extra', 'UNKNOWN_FIELD'],
        ['/data/a~1b~0c', 'INVALID_VALUE'],
      ]),
    );
  });
});
