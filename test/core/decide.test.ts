import { describe, expect, test } from 'vitest';
import { type DecideInput, decide } from '#core/decide.ts';
import type { Preferences } from '#core/preferences.ts';
import type { Recipient } from '#core/recipient.ts';
import { channels } from '#functions/channels/index.ts';
import { categories } from '#templates/categories.ts';

const ada: Recipient = {
  kind: 'user',
  profile: {
    userId: 'ada',
    email: 'ada@example.com',
    devices: [],
    preferences: {},
    preferencesVersion: 0,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
  },
};
const stranger: Recipient = { kind: 'address', type: 'EMAIL', address: 'user@example.com' };

const input = (over: Partial<DecideInput>): DecideInput => ({
  channels,
  contentChannels: ['EMAIL', 'IN_APP'],
  requestedChannels: undefined,
  recipient: ada,
  category: categories.get('orders'),
  overridePreferences: false,
  ...over,
});

const word = (enabled: boolean) => ({ enabled, at: 1, how: 'API' as const, by: '1/Shop' });
const adaWith = (preferences: Preferences): Recipient => ({
  ...ada,
  profile: { ...ada.profile, preferences },
});

describe('preferences', () => {
  test.each<[string, Preferences, string]>([
    ['category and channel', { 'orders#EMAIL': word(false) }, 'preferences:category-and-channel'],
    ['the category', { 'orders#*': word(false) }, 'preferences:category'],
    ['the channel', { '*#EMAIL': word(false) }, 'preferences:channel'],
    ['everything', { '*#*': word(false) }, 'preferences:everything'],
  ])('skip a channel for a word on %s', (_, preferences, rule) => {
    const { decisions } = decide(input({ recipient: adaWith(preferences) }));
    expect(decisions.EMAIL).toEqual({ verdict: 'SKIP', reason: 'OPTED_OUT', rule });
  });

  test.each<[string, Preferences]>([
    [
      'category and channel over the category',
      { 'orders#EMAIL': word(true), 'orders#*': word(false) },
    ],
    ['the category over the channel', { 'orders#*': word(true), '*#EMAIL': word(false) }],
    ['the channel over everything', { '*#EMAIL': word(true), '*#*': word(false) }],
  ])('let the nearer word win: %s', (_, preferences) => {
    expect(decide(input({ recipient: adaWith(preferences) })).decisions.EMAIL?.verdict).toBe(
      'DELIVER',
    );
  });

  test('do not bind a critical category, nor one that nobody may decline', () => {
    for (const id of ['security', 'account']) {
      const category = categories.get(id);
      const recipient = adaWith({ '*#*': word(false), [`${id}#EMAIL`]: word(false) });
      expect(decide(input({ recipient, category })).decisions.EMAIL?.verdict).toBe('DELIVER');
    }
  });

  test('on channels give way to an override, those on the category do not', () => {
    const override = { overridePreferences: true };
    const channel = adaWith({ '*#EMAIL': word(false), 'orders#EMAIL': word(false) });
    const category = adaWith({ 'orders#*': word(false) });
    expect(decide(input({ ...override, recipient: channel })).decisions.EMAIL?.verdict).toBe(
      'DELIVER',
    );
    expect(decide(input({ ...override, recipient: category })).decisions.EMAIL?.reason).toBe(
      'OPTED_OUT',
    );
  });
});

describe('decide', () => {
  test('delivers by every channel that has content and reaches the person', () => {
    const { decisions, targets } = decide(input({}));
    expect(targets).toEqual([
      { channel: 'EMAIL', address: 'ada@example.com' },
      { channel: 'IN_APP', address: 'ada' },
    ]);
    expect(decisions.EMAIL).toEqual({ verdict: 'DELIVER', reason: 'ALLOWED', rule: 'default' });
  });

  test.each<[string, Partial<DecideInput>, string, string]>([
    ['the caller did not ask for it', { requestedChannels: ['EMAIL'] }, 'IN_APP', 'NOT_REQUESTED'],
    ['the template has nothing for it', { contentChannels: ['EMAIL'] }, 'IN_APP', 'NO_CONTENT'],
    ['the address belongs to no known user', { recipient: stranger }, 'IN_APP', 'NO_ADDRESS'],
    [
      'the user is gone',
      { recipient: { kind: 'unknown-user', userId: 'ada' } },
      'EMAIL',
      'UNKNOWN_USER',
    ],
  ])('skips a channel when %s', (_, over, channel, reason) => {
    const { decisions, targets } = decide(input(over));
    expect(decisions[channel]).toMatchObject({ verdict: 'SKIP', reason });
    expect(targets.map((target) => target.channel)).not.toContain(channel);
  });

  test('names every channel that exists, wanted or not', () => {
    const { decisions } = decide(input({ contentChannels: [] }));
    expect(Object.keys(decisions)).toEqual(channels.map(({ name }) => name));
  });

  test('reaches a stranger by the address that was given', () => {
    expect(decide(input({ recipient: stranger })).targets).toEqual([
      { channel: 'EMAIL', address: 'user@example.com' },
    ]);
  });
});
