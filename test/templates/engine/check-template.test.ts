import { describe, expect, test } from 'vitest';
import {
  checkSample,
  checkSource,
  type SourceToCheck,
} from '#functions/templates/check-template.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';
import { holes, inOrder, orderMessages, orderPartials, orderSample, orderSchema } from './holes.ts';

const read = readDataSchema(orderSchema);
if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
const { schema } = read;
const sample = orderSample;
const deps = {
  schema,
  sample,
  brand: { name: 'Herald' },
  host: { partials: orderPartials, sanitizeHtml },
};
const check = (source: string, more: Partial<SourceToCheck> = {}) => {
  const messages = orderMessages;
  const result = checkSource({ source, format: 'html', locale: 'en', messages, ...more }, deps);
  return result.kind === 'checked' ? [] : result.problems;
};

describe('every variable is declared', () => {
  test.each(inOrder)('%s is in order', (source) => {
    expect(check(source)).toEqual([]);
  });

  test.each(holes)('%s is refused', (source, column, message) => {
    expect(check(source)).toContainEqual({
      line: 1,
      column,
      message: expect.stringContaining(message),
    });
  });

  test('the messages are those of the language', () => {
    expect(check("<%= t('hello') %>", { messages: { hello: 'Hallo' } })).toEqual([]);
  });
});

test('a sample that cannot be rendered is told with line and column', () => {
  expect(check('<p>\n<a href="<%= it.name %>">')).toEqual([
    { line: 2, column: 14, message: expect.stringContaining('the sample cannot be rendered') },
  ]);
});

test('a sample is checked against the schema', () => {
  expect(checkSample(schema, sample)).toEqual([]);
  expect(checkSample(schema, { ...sample, count: 'two' })).toEqual([
    { pointer: '/sample/count', code: 'INVALID_VALUE', detail: expect.any(String) },
  ]);
});

test('rows without a value fall away', () => {
  const source =
    "<%~ include('@facts', { facts: [['Name', it.name], ['Nick', it.nickname], ['Count', it.count]] }) %>";
  const checked = checkSource({ source, format: 'html', locale: 'en' }, deps);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const run = prepareProgram(checked.program, deps.host);
  expect(run({ data: sample, brand: {}, helpers: helpersFor({ locale: 'en' }) })).toEqual({
    kind: 'rendered',
    text: '[["Name","John"],["Count","2"]]',
  });
});
