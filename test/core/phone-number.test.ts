import { expect, test } from 'vitest';
import { PhoneNumber } from '#core/phone-number.ts';

test.each([
  ['+14155550100', '+14155550100'],
  ['+1 (415) 555-0100', '+14155550100'],
  ['+44 20 7946 0018', '+442079460018'],
  ['+44 (0)20 7946 0018', '+442079460018'],
  ['+49 1511 2345678', '+4915112345678'],
  ['+15550100099', '+15550100099'],
])('writes %s as %s', (text, normalized) => {
  expect(PhoneNumber.parse(text)).toBe(normalized);
});

test.each([
  '',
  '+',
  'ada',
  '4155550100',
  '0041791234567',
  '+0123456789',
  '+1415',
  '+1415555010012345',
  '+999123456789',
  '+14155550100 ext. 5',
  'call +14155550100',
  `+1${' '.repeat(30)}4155550100`,
])('refuses %j', (text) => {
  expect(PhoneNumber.safeParse(text).success).toBe(false);
});

test('says what a phone number looks like', () => {
  expect(PhoneNumber.safeParse('415').error?.issues[0]?.message).toContain('+14155550100');
});
