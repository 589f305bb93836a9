import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AddressWords,
  liftStop,
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

const stopped = (at: number): Suppression => ({ cause: 'STOPPED', at, by: 'RECIPIENT' });

type Word = { readonly kind: 'bounce' | 'lift' | 'STOP' | 'START'; readonly at: number };
const word: fc.Arbitrary<Word> = fc.record({
  kind: fc.constantFrom('bounce', 'lift', 'STOP', 'START'),
  at: fc.nat({ max: 12 }),
});

const hearOne = (heard: AddressWords, { kind, at }: Word): AddressWords => {
  if (kind === 'lift') return liftSuppression(heard, 'SMS', at, '1/Shop');
  if (kind === 'START') return liftStop(heard, 'SMS', at);
  return suppress(heard, 'SMS', kind === 'STOP' ? stopped(at) : bounced(at));
};
const hear = (words: readonly Word[]) => words.reduce(hearOne, nothing);

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
        const lifted = latest(words, 'lift');
        const isBounced = latest(words, 'bounce') > lifted;
        const isStopped = latest(words, 'STOP') > Math.max(lifted, latest(words, 'START'));
        for (const said of [words, again]) {
          expect(hear(said).suppressions.SMS !== undefined).toBe(isBounced || isStopped);
        }
      }),
    );
  });

  test('is the earliest, whichever comes first', () => {
    const times = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(times, (at) => {
        const heard = hear(at.map((one) => ({ kind: 'bounce', at: one })));
        expect(heard.suppressions.SMS).toEqual(bounced(Math.min(...at)));
      }),
    );
  });

  test('by STOP stands back behind every other, whichever came first', () => {
    const words = [suppress(nothing, 'SMS', stopped(1)), suppress(nothing, 'SMS', bounced(2))];
    const both = [bounced(2), stopped(1)].map((one, index) =>
      suppress(words[index] ?? nothing, 'SMS', one),
    );
    for (const heard of both) {
      expect(heard.suppressions.SMS).toEqual(bounced(2));
      expect(liftStop(heard, 'SMS', 3).suppressions.SMS).toEqual(bounced(2));
    }
  });

  test('that is known already, or void, is no change', () => {
    const once = suppress(nothing, 'SMS', bounced(5));
    expect(suppress(once, 'SMS', bounced(5))).toBe(once);
    const lifted = liftSuppression(once, 'SMS', 5, 'RECIPIENT');
    expect(suppress(lifted, 'SMS', bounced(5))).toBe(lifted);
    expect(liftSuppression(lifted, 'SMS', 4, '1/Shop')).toBe(lifted);
    const started = liftStop(nothing, 'SMS', 5);
    expect(suppress(started, 'SMS', stopped(5))).toBe(started);
    expect(liftStop(started, 'SMS', 4)).toBe(started);
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
