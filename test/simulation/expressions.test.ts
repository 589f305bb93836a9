import { describe, expect, test } from 'vitest';
import { meets } from '../../simulation/cloud/expressions/conditions.ts';
import { ExpressionError } from '../../simulation/cloud/expressions/expression-error.ts';
import { refuseUnused } from '../../simulation/cloud/expressions/placeholders.ts';
import { applyUpdate } from '../../simulation/cloud/expressions/updates.ts';

const item = {
  id: 'a',
  tags: ['x'],
  status: 'QUEUED',
  count: 1,
  deliveries: { one: { status: 'HELD' } },
};

describe('conditions', () => {
  test.each([
    ['#s IN (:queued, :held) AND attribute_exists(deliveries.#one)', true],
    ['NOT #s = :queued OR attribute_not_exists(nothing)', true],
    ['deliveries.#one.#s = :queued', false],
    ['contains(tags, :x) AND NOT contains(nothing, :x) AND NOT contains(tags, :queued)', true],
    ['nothing <> :queued', false],
    ['#s BETWEEN :held AND :queued AND attribute_exists(id)', true],
    ['#s BETWEEN :held AND :held', false],
  ])('%s is %s', (text, expected) => {
    const names = { '#s': 'status', '#one': 'one' };
    const values = { ':queued': 'QUEUED', ':held': 'HELD', ':x': 'x' };
    expect(meets(text, item, { names, values })).toBe(expected);
  });
});

describe('updates', () => {
  const names = { '#one': 'one', '#s': 'status' };
  const values = { ':sent': 'SENT', ':by': 2, ':list': ['x'] };

  test('set inside a map, add, append and remove, and leave the item before as it was', () => {
    const text =
      'SET deliveries.#one.#s = :sent, log = list_append(if_not_exists(log, :list), :list) ADD #c :by REMOVE id';
    const after = applyUpdate(text, item, { names: { ...names, '#c': 'count' }, values });
    expect(after).toEqual({
      status: 'QUEUED',
      count: 3,
      tags: ['x'],
      deliveries: { one: { status: 'SENT' } },
      log: ['x', 'x'],
    });
    expect(item.deliveries.one.status).toBe('HELD');
  });

  test.each([
    'SET deliveries.two.#s = :sent',
    'SET deliveries.#one = :sent, deliveries.#one.#s = :sent',
  ])('%s is refused, as DynamoDB would', (text) => {
    expect(() => applyUpdate(text, item, { names, values })).toThrow(ExpressionError);
  });

  test('that nobody here can read are told like those that DynamoDB refuses', () => {
    expect(() => meets('size(tags) > :x', item, { names: {}, values: { ':x': 1 } })).toThrow(
      ExpressionError,
    );
  });

  test('refuse a value that nothing uses', () => {
    const unused = { names: {}, values: { ':sent': 'SENT', ':more': 1 } };
    expect(() => refuseUnused(undefined, '#s = :sent', unused)).toThrow(':more is unused');
  });
});
