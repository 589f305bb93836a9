import { expect, test } from 'vitest';
import { chooseSticky, stickyShare } from '#core/sticky-share.ts';

const recipients = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);
const variants = [
  { name: 'a', weight: 1 },
  { name: 'off', weight: 0 },
  { name: 'b', weight: 3 },
];

test('a share is the same on every machine', () => {
  expect(stickyShare('seed', 'user-1')).toBe(stickyShare('seed', 'user-1'));
  expect(stickyShare('seed', 'user-1')).toMatchInlineSnapshot(`0.5353485709056258`);
});

test('seed and key do not run into one another', () => {
  expect(stickyShare('ab', 'c')).not.toBe(stickyShare('a', 'bc'));
});

test('choices follow their weights, and what weighs nothing is never chosen', () => {
  const chosen = recipients.map((key) => chooseSticky('experiment', key, variants)?.name);
  const share = chosen.filter((name) => name === 'b').length / recipients.length;
  expect(Math.abs(share - 0.75)).toBeLessThan(0.01);
  expect(chosen).not.toContain('off');
});

test('two experiments divide the same recipients independently', () => {
  const inBoth = recipients.filter(
    (key) =>
      chooseSticky('one', key, variants)?.name === 'a' &&
      chooseSticky('other', key, variants)?.name === 'a',
  );
  expect(Math.abs(inBoth.length / recipients.length - 1 / 16)).toBeLessThan(0.01);
});

test('there is nothing to choose where nothing weighs', () => {
  expect(chooseSticky('experiment', 'user-1', [{ weight: 0 }])).toBeUndefined();
  expect(chooseSticky('experiment', 'user-1', [])).toBeUndefined();
});
