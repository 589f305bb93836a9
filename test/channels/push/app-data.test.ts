import { expect, test } from 'vitest';
import { readAppData } from '#functions/channels/push/app-data.ts';

test('lines of a key and a value are what the app is told', () => {
  expect(readAppData('orderId: 1 2: 3\n\n  screen:order\nempty:')).toEqual({
    kind: 'read',
    data: { orderId: '1 2: 3', screen: 'order', empty: '' },
  });
  expect(readAppData('')).toEqual({ kind: 'read', data: {} });
});

test.each([
  ['order', 'line 1 is no key: value'],
  ['a: 1\n: 2', 'line 2 is no key: value'],
  ['1a: 1', 'line 1 is no key: value'],
  [`${'k'.repeat(65)}: 1`, 'line 1 is no key: value'],
  ['deliveryId: 1', 'line 1 has a key that is taken'],
  ['aps: 1', 'line 1 has a key that is taken'],
  ['from: 1', 'line 1 has a key that is taken'],
  ['google.c: 1', 'line 1 has a key that is taken'],
  ['gcm.n.e: 1', 'line 1 has a key that is taken'],
  ['a: 1\na: 2', 'line 2 has a key that stands above already'],
  [Array.from({ length: 21 }, (_, key) => `k${key}: 1`).join('\n'), 'has more than 20 keys'],
])('%j is refused: %s', (text, detail) => {
  expect(readAppData(text)).toEqual({ kind: 'wrong', detail });
});

test('names that objects have are keys like others', () => {
  const read = readAppData('constructor: 1');
  expect(read.kind === 'read' && Object.entries(read.data)).toEqual([['constructor', '1']]);
});
