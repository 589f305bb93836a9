import { expect, test } from 'vitest';
import { DeviceToken, Email, hashAddress, maskAddress } from '#core/address.ts';

test('keeps the case of a local part and lowers that of a domain', () => {
  expect(Email.parse('Ada.Lovelace@Example.COM')).toBe('Ada.Lovelace@example.com');
});

test('writes a domain of any script in ASCII', () => {
  expect(Email.parse('ada@Bücher.example')).toBe('ada@xn--bcher-kva.example');
  expect(Email.parse('ada@xn--bcher-kva.example')).toBe('ada@xn--bcher-kva.example');
});

test.each([
  'ada',
  'ada@',
  '@example.com',
  'ada@example',
  'ada @example.com',
  'ada@example.com\r\nBcc: x@y.zz',
  'ada@exam\nple.com',
  'ada@example.com/x',
  'ada@example.com:25',
  'ada@127.1',
  `${'a'.repeat(65)}@example.com`,
])('refuses %j as an e-mail address', (text) => {
  expect(Email.safeParse(text).success).toBe(false);
});

test('refuses a device token that is none', () => {
  expect(DeviceToken.safeParse('short').success).toBe(false);
  expect(DeviceToken.safeParse(`${'a'.repeat(20)} b`).success).toBe(false);
  expect(DeviceToken.safeParse('+123456789012345').success).toBe(false);
});

test('compares addresses without regard to case', () => {
  expect(hashAddress('Ada@example.com')).toBe(hashAddress('ada@example.com'));
  expect(hashAddress('ada@example.com')).not.toBe(hashAddress('bob@example.com'));
});

test.each([
  ['ada@example.com', 'a***@example.com'],
  ['+14155550100', '+14***00'],
  ['demo-ada', '***'],
  ['token-1234567890', 'toke***'],
  ['https://hooks.example.com:8443/@ada?key=k1', 'https://hooks.example.com:8443/***'],
  ['https://hooks.example.com', 'https://hooks.example.com/***'],
  ['https://ada:secret@hooks.example.com/', 'https://***'],
])('masks %s as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
