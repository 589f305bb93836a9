import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AddressWords,
  liftSuppression,
  newerPreferences,
  suppress,
  suppressionsOf,
  withPreferences,
  withSuppressionsOf,
} from '#core/address-words.ts';
import type { Preference } from '#core/preferences.ts';
import type { Suppression } from '#core/suppression.ts';

const nothing = AddressWords.parse({});
const bounced = (at: number): Suppression => ({ cause: 'BOUNCED', at, by: 'SES' });

type Word = { readonly kind: 'suppress' | 'lift'; readonly at: number };
const word: fc.Arbitrary<Word> = fc.record({
  kind: fc.constantFrom('suppress', 'lift'),
  at: fc.nat({ max: 12 }),
});

const hear = (words: readonly Word[]) =>
  words.reduce(
    (heard, { kind, at }) =>
      kind === 'suppress'
        ? suppress(heard, 'SMS', bounced(at))
        : liftSuppression(heard, 'SMS', at, 'RECIPIENT'),
    nothing,
  );

const latest = (words: readonly Word[], kind: Word['kind']) =>
  Math.max(-1, ...words.flatMap((one) => (one.kind === kind ? [one.at] : [])));

/** Words, and the same words in another order, some of them said again. */
const heardTwice = fc.array(word, { minLength: 1, maxLength: 6 }).chain((words) =>
  fc.record({
    words: fc.constant(words),
    again: fc
      .tuple(fc.shuffledSubarray(words, { minLength: words.length }), fc.subarray(words))
      .map(([shuffled, repeated]) => [...shuffled, ...repeated]),
  }),
);

describe('a suppression', () => {
  test('stands if the last word was one, in whatever order the words come and how often', () => {
    fc.assert(
      fc.property(heardTwice, ({ words, again }) => {
        const stands = latest(words, 'suppress') > latest(words, 'lift');
        expect(hear(words).suppressions.SMS !== undefined).toBe(stands);
        expect(hear(again).suppressions.SMS !== undefined).toBe(stands);
      }),
    );
  });

  test('is the earliest, whichever comes first', () => {
    const times = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(times, (at) => {
        const heard = hear(at.map((one) => ({ kind: 'suppress', at: one })));
        expect(heard.suppressions.SMS).toEqual(bounced(Math.min(...at)));
      }),
    );
  });

  test('that is known already, or void, is no change', () => {
    const once = suppress(nothing, 'SMS', bounced(5));
    expect(suppress(once, 'SMS', bounced(5))).toBe(once);
    const lifted = liftSuppression(once, 'SMS', 5, 'RECIPIENT');
    expect(suppress(lifted, 'SMS', bounced(5))).toBe(lifted);
    expect(liftSuppression(lifted, 'SMS', 4, '1/Shop')).toBe(lifted);
  });

  test('of one channel leaves the others alone', () => {
    const both = suppress(suppress(nothing, 'SMS', bounced(1)), 'EMAIL', bounced(2));
    expect(liftSuppression(both, 'SMS', 3, '1/Shop').suppressions).toEqual({ EMAIL: bounced(2) });
  });
});

describe("a profile's copy", () => {
  const shown = { 'EMAIL#a': bounced(1), 'SMS#a': bounced(2), 'EMAIL#b': bounced(3) };

  test('of one address is what its item says, and of the others what it was', () => {
    expect(withSuppressionsOf(shown, 'a', { EMAIL: bounced(9) })).toEqual({
      'EMAIL#a': bounced(9),
      'EMAIL#b': bounced(3),
    });
  });

  test('drops what is not of these addresses', () => {
    expect(suppressionsOf(shown, ['b'])).toEqual({ 'EMAIL#b': bounced(3) });
  });
});

describe('of preferences said at an address', () => {
  const said = (at: number, enabled: boolean): Preference => ({
    at,
    enabled,
    how: 'UNSUBSCRIBE_LINK',
    by: 'PERSON',
  });
  const cell = 'promotions#EMAIL';
  const from = (preference: Preference) => [{ preferences: { [cell]: preference } }];

  test.each([
    ['what nobody said anything of yet', undefined, true],
    ['what is later', said(4, true), true],
    ['not what is earlier', said(6, true), false],
    ['of one moment what declines', said(5, true), true],
    ['not what is known', said(5, false), false],
  ])('%s is newer', (_, known, isNewer) => {
    const profile = { preferences: known === undefined ? {} : { [cell]: known } };
    const expected = isNewer ? { [cell]: said(5, false) } : {};
    expect(newerPreferences(profile, from(said(5, false)))).toEqual(expected);
  });

  test('nothing is newer than a replacement of all that came later', () => {
    const replaced = { preferences: {}, preferencesReplacedAt: 5 };
    expect(newerPreferences(replaced, from(said(5, false)))).toEqual({});
    expect(newerPreferences(replaced, from(said(6, false)))).toEqual({ [cell]: said(6, false) });
  });

  test('the latest of several addresses counts, and hearing it again is no change', () => {
    const both = [...from(said(3, false)), ...from(said(4, true))];
    expect(newerPreferences(undefined, both)).toEqual({ [cell]: said(4, true) });
    const heard = withPreferences(nothing, { [cell]: said(4, true) });
    expect(withPreferences(heard, { [cell]: said(3, false) })).toBe(heard);
  });
});
