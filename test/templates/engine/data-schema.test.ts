import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type DataSchema, readDataSchema } from '#functions/templates/data-schema.ts';
import { zodOf } from '#functions/templates/zod-of.ts';
import { problemDetails } from '#platform/problem-details.ts';
import { templates } from '#templates/index.ts';
import { cpuMs } from '../../cpu-time.ts';
import {
  fittingOrder as good,
  hostileData,
  hostileSchemas,
  objectSchema as object,
  dataOrder as order,
} from './hostile-schemas.ts';

const read = (json: unknown): DataSchema => {
  const result = readDataSchema(json);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  return result.schema;
};
const refusal = (json: unknown) => {
  const result = readDataSchema(json);
  return result.kind === 'refused' ? result.problems[0] : undefined;
};
describe('data', () => {
  test('that fits has no problems', () => {
    expect(read(order).validate(good)).toEqual([]);
  });

  test.each(hostileData)('%j is refused at %s', (data, pointer, code) => {
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
  test.each(hostileSchemas)('%s is refused with a pointer', (_what, json) => {
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
