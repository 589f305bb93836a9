import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import { checkLink, type Link, linkKeysOf, signLink } from '#core/link-token.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const key = 'k'.repeat(64);
const other = 'o'.repeat(64);

const link: Link = {
  purpose: 'UNSUBSCRIBE',
  holder: { type: 'USER_ID', id: 'demo-ada' },
  category: 'promotions',
  channel: 'EMAIL',
  issuedAt: now,
  expiresAt: now + 1_000,
};

const links: fc.Arbitrary<Link> = fc.record({
  purpose: fc.constantFrom('UNSUBSCRIBE', 'PREFERENCES'),
  holder: fc.oneof(
    fc.stringMatching(/^[\w.@:+=~-]{1,128}$/).map((id) => ({ type: 'USER_ID' as const, id })),
    fc.record({
      type: fc.constantFrom('EMAIL', 'PHONE_NUMBER', 'DEVICE_TOKEN'),
      id: fc.string().map(hashAddress),
    }),
  ),
  category: fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/),
  channel: fc.constantFrom('EMAIL', 'SMS', 'PUSH', 'IN_APP', 'WEBHOOK'),
  issuedAt: fc.integer({ min: 0, max: now }),
  expiresAt: fc.integer({ min: now + 1, max: 2 * now }),
});
const deliveryIds = fc.stringMatching(/^ntf_[0-9a-z]{25}-EMAIL-[\w-]{10}$/);

test('a token says what its link says', () => {
  fc.assert(
    fc.property(links, (made) => {
      const token = signLink(made, [key]);
      expect(checkLink(token, [key], now)).toEqual({ kind: 'valid', link: made });
      expect(token).toMatch(/^[\w.-]{1,500}$/);
    }),
  );
});

test('a token says which delivery it came with, where there is one', () => {
  fc.assert(
    fc.property(links, deliveryIds, (made, deliveryId) => {
      const named = { ...made, deliveryId };
      const token = signLink(named, [key]);
      expect(checkLink(token, [key], now)).toEqual({ kind: 'valid', link: named });
      expect(token).toMatch(/^[\w.-]{1,600}$/);
    }),
  );
});

test('a token with any one character changed, left out or put in is forged', () => {
  const token = signLink(link, [key]);
  const characters = [...'ABCXYZabcxyz0189-_.=+/ \n\u0000\u00e9'];
  for (let position = 0; position <= token.length; position += 1) {
    const before = token.slice(0, position);
    const spoiled = [
      before + token.slice(position + 1),
      ...characters.map((character) => before + character + token.slice(position + 1)),
      ...characters.map((character) => before + character + token.slice(position)),
    ];
    for (const text of spoiled.filter((one) => one !== token)) {
      expect(checkLink(text, [key], now), text).toEqual({ kind: 'forged' });
    }
  }
});

test('a token with any bytes changed is forged', () => {
  const token = Buffer.from(signLink(link, [key]));
  const change = fc.record({
    position: fc.nat(token.length - 1),
    by: fc.integer({ min: 1, max: 255 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(change, { minLength: 1, selector: (one) => one.position }),
      (all) => {
        const spoiled = Buffer.from(token);
        for (const { position, by } of all) spoiled[position] = (spoiled[position] ?? 0) ^ by;
        expect(checkLink(spoiled.toString('latin1'), [key], now)).toEqual({ kind: 'forged' });
      },
    ),
  );
});

test('what nobody made is forged, whatever it is', () => {
  const [payload = '', signature = ''] = signLink(link, [key]).split('.');
  const hostile = [
    ...['', '.', payload, `${payload}.`, `.${signature}`, `${payload}.${signature}.${signature}`],
    `${payload}.${signature}`.repeat(100),
    `${'A'.repeat(100_000)}.${signature}`,
  ];
  for (const text of hostile) expect(checkLink(text, [key], now)).toEqual({ kind: 'forged' });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(checkLink(text, [key], now)).toEqual({ kind: 'forged' });
    }),
  );
});

test('nothing that is signed by us but is no link is one', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (encoded: string) =>
    `${encoded}.${createHmac('sha256', key).update(encoded).digest('base64url')}`;
  const good = [1, 'UNSUBSCRIBE', 'USER_ID', 'ada', 'orders', 'EMAIL', now, now + 1];
  expect(checkLink(sign(encode(good)), [key], now).kind).toBe('valid');
  const bad: readonly unknown[] = [
    null,
    {},
    [...good, 'more'],
    good.with(0, 2),
    good.with(1, 'DELETE'),
    good.with(2, 'EMAIL'),
    good.with(3, 'a/b'),
    good.with(5, 'email'),
    good.with(7, 'never'),
  ];
  for (const value of bad) {
    expect(checkLink(sign(encode(value)), [key], now), JSON.stringify(value)).toEqual({
      kind: 'forged',
    });
  }
  expect(checkLink(sign('eyJub3QganNvbg'), [key], now)).toEqual({ kind: 'forged' });
});

test('a token holds until the moment that it names', () => {
  const token = signLink(link, [key]);
  expect(checkLink(token, [key], link.expiresAt - 1).kind).toBe('valid');
  expect(checkLink(token, [key], link.expiresAt)).toEqual({ kind: 'expired', link });
});

test('no address stands in a token', () => {
  const id = hashAddress('ada@example.com');
  const token = signLink({ ...link, holder: { type: 'EMAIL', id } }, [key]);
  const text = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  expect(text).toContain(id);
  expect(text).not.toContain('ada');
});

describe('the keys of a secret', () => {
  test('are one, or several: the first signs, all verify', () => {
    const both = linkKeysOf(`${key}\n${other}\n`);
    expect(both).toEqual([key, other]);
    expect(checkLink(signLink(link, both), [key], now).kind).toBe('valid');
    expect(checkLink(signLink(link, both), [other], now).kind).toBe('forged');
    expect(checkLink(signLink(link, [other]), both, now).kind).toBe('valid');
  });

  test.each(['', ' \n ', 'short', `${key} short`])('are refused where they are %j', (secret) => {
    expect(() => linkKeysOf(secret)).toThrow(/keys of 32 characters/);
    expect(() => linkKeysOf(secret)).not.toThrow(/kkkk/);
  });
});
