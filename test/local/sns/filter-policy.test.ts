import { expect, test } from 'vitest';
import { compileFilterPolicy } from '#local/sns/filter-policy.ts';

test.each<[unknown, unknown, boolean]>([
  [{ a: ['x', 'y'] }, { a: 'y' }, true],
  [{ a: ['x', 'y'] }, { a: 'z' }, false],
  [{ a: ['x'] }, {}, false],
  [{ a: ['x'], b: [1] }, { a: 'x', b: 1 }, true],
  [{ a: ['x'], b: [1] }, { a: 'x', b: 2 }, false],
  [{ a: [1] }, { a: '1' }, false],
  [{ a: [true, null] }, { a: null }, true],
  [{ a: ['x'] }, { a: ['w', 'x'] }, true],
  [{ a: [{ prefix: 'ex' }] }, { a: 'express' }, true],
  [{ a: [{ prefix: 'ex' }] }, { a: 'standard' }, false],
  [{ a: [{ suffix: '.png' }] }, { a: 'one.png' }, true],
  [{ a: [{ suffix: '.png' }] }, { a: 'one.jpg' }, false],
  [{ a: [{ 'equals-ignore-case': 'One' }] }, { a: 'oNE' }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'x' }, false],
  [{ a: [{ 'anything-but': 'x' }] }, {}, false],
  [{ a: [{ 'anything-but': ['x'] }] }, { a: ['x', 'z'] }, true],
  [{ a: [{ 'anything-but': { prefix: 'ex' } }] }, { a: 'express' }, false],
  [{ a: [{ exists: true }] }, { a: 0 }, true],
  [{ a: [{ exists: true }] }, {}, false],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: false }] }, { a: '' }, false],
  [{ a: ['x', { exists: false }] }, {}, true],
  [{ a: [{ numeric: ['=', 5] }] }, { a: 5 }, true],
  [{ a: [{ numeric: ['>', 0, '<=', 10] }] }, { a: 10 }, true],
  [{ a: [{ numeric: ['>', 0, '<=', 10] }] }, { a: 0 }, false],
  [{ a: [{ numeric: ['>', 0] }] }, { a: '5' }, false],
  [{ a: { b: ['x'] } }, { a: { b: 'x' } }, true],
  [{ a: { b: ['x'] } }, { a: [{ b: 'w' }, { b: 'x' }] }, true],
  [{ a: { b: ['x'], c: ['y'] } }, { a: [{ b: 'x' }, { c: 'y' }] }, false],
  [{ a: { b: ['x'] } }, { a: 'x' }, false],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'y' }, true],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'x' }, false],
  [{ toString: [{ exists: true }] }, {}, false],
  [{ a: ['x'] }, null, false],
])('%j on %j is %s', (policy, document, expected) => {
  expect(compileFilterPolicy(policy)(document)).toBe(expected);
});

test.each([
  { a: [{ cidr: '10.0.0.0/8' }] },
  { a: [{ wildcard: '*.png' }] },
  { a: [] },
  { a: 'x' },
  { a: [{ numeric: ['~', 5] }] },
])('refuses %j', (policy) => {
  expect(() => compileFilterPolicy(policy)).toThrow();
});
