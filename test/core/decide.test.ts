import { describe, expect, test } from 'vitest';
import { decide } from '#core/decide.ts';
import type { DecideInput } from '#core/decide-input.ts';
import type { Preferences } from '#core/preferences.ts';
import type { Recipient } from '#core/recipient.ts';
import { channels } from '#functions/channels/index.ts';
import { categories } from '#templates/categories.ts';
import { ada } from './ada.ts';

const stranger: Recipient = {
  kind: 'address',
  type: 'EMAIL',
  address: 'user@example.com',
  preferences: {},
  suppressions: {},
};

const input = (over: Partial<DecideInput>): DecideInput => ({
  channels,
  contentChannels: ['EMAIL', 'IN_APP'],
  requestedChannels: undefined,
  recipient: ada,
  category: categories.get('orders'),
  priority: 'MEDIUM',
  overriddenBy: undefined,
  quietHoursByDefault: undefined,
  sendWindow: undefined,
  limits: undefined,
  now: Date.parse('2026-11-23T12:00:00Z'),
  ...over,
});

const word = (enabled: boolean) => ({ enabled, at: 1, how: 'API' as const, by: '1/Shop' });
const adaWith = (preferences: Preferences): Recipient => ({
  ...ada,
  profile: { ...ada.profile, preferences },
});

describe('preferences', () => {
  test.each<[string, Preferences, string]>([
    ['category and channel', { 'orders#EMAIL': word(false) }, 'category-and-channel'],
    ['the category', { 'orders#*': word(false) }, 'category'],
    ['the channel', { '*#EMAIL': word(false) }, 'channel'],
    ['everything', { '*#*': word(false) }, 'everything'],
  ])('skip a channel for a word on %s', (_, preferences, level) => {
    const { decisions } = decide(input({ recipient: adaWith(preferences) }));
    expect(decisions.EMAIL).toEqual({
      verdict: 'SKIP',
      reason: 'OPTED_OUT',
      rule: 'preferences',
      inputs: { level, since: 1, how: 'API' },
    });
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
    const override = { overriddenBy: '9/Alerts' };
    const channel = adaWith({ '*#EMAIL': word(false), 'orders#EMAIL': word(false) });
    const category = adaWith({ 'orders#*': word(false) });
    expect(decide(input({ ...override, recipient: channel })).decisions.EMAIL).toEqual({
      verdict: 'DELIVER',
      reason: 'ALLOWED',
      rule: 'default',
      inputs: {
        level: 'category-default',
        overriddenBy: '9/Alerts',
        overriddenLevel: 'category-and-channel',
      },
    });
    expect(decide(input({ ...override, recipient: category })).decisions.EMAIL).toMatchObject({
      reason: 'OPTED_OUT',
      inputs: { level: 'category', since: 1 },
    });
  });

  test('say who overrode them, only where that made the difference', () => {
    const override = { overriddenBy: '9/Alerts', quietHoursByDefault: night, now: monday('23:00') };
    const { decisions } = decide(
      input({ ...override, recipient: adaWith({ '*#EMAIL': word(false) }) }),
    );
    expect(decisions.EMAIL).toMatchObject({
      verdict: 'HOLD',
      inputs: { timeZone: 'UTC', overriddenBy: '9/Alerts', overriddenLevel: 'channel' },
    });
    expect(decisions.IN_APP?.verdict).toBe('HOLD');
    expect(decisions.IN_APP?.inputs).not.toHaveProperty('overriddenBy');
  });
});

describe('decide', () => {
  test('delivers by every channel that has content and reaches the person', () => {
    const { decisions, targets } = decide(input({}));
    expect(targets).toEqual([
      { channel: 'EMAIL', address: 'ada@example.com' },
      { channel: 'IN_APP', address: 'ada' },
    ]);
    expect(decisions.EMAIL).toEqual({
      verdict: 'DELIVER',
      reason: 'ALLOWED',
      rule: 'default',
      inputs: { level: 'category-default' },
    });
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

const night = { weekly: [{ days: ['MON' as const], from: '22:00', to: '07:00' }] };
const monday = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
describe('what is held', () => {
  test('leaves a target for what is held, and says until when', () => {
    const { decisions, targets } = decide(
      input({ quietHoursByDefault: night, now: monday('23:00') }),
    );
    const until = Date.parse('2026-11-24T07:00:00Z');
    expect(decisions.EMAIL).toMatchObject({ verdict: 'HOLD', until });
    expect(targets).toContainEqual({ channel: 'EMAIL', address: 'ada@example.com' });
  });
});
