import { describe, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import type { Category } from '#core/category.ts';
import { type DecideInput, decide } from '#core/decide.ts';
import type { Preferences } from '#core/preferences.ts';
import type { Recipient } from '#core/recipient.ts';
import { rulesEvaluated } from '#core/rules-evaluated.ts';
import { suppressionCell } from '#core/suppression.ts';
import { channels } from '#functions/channels/index.ts';
import { categories } from '#templates/categories.ts';

const ada = {
  kind: 'user' as const,
  profile: {
    userId: 'ada',
    email: 'ada@example.com',
    devices: [],
    preferences: {},
    preferencesVersion: 0,
    suppressions: {},
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
  },
};
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
      inputs: { level, since: 1 },
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
      inputs: { overriddenBy: '9/Alerts', overriddenLevel: 'category-and-channel' },
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

const night = { weekly: [{ days: ['MON' as const], from: '22:00', to: '07:00' }] };
const monday = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
const suppression = { cause: 'BOUNCED' as const, at: 7, by: 'SES' };
const emailCell = suppressionCell('EMAIL', hashAddress('ada@example.com'));
const suppressed: Recipient = {
  ...ada,
  profile: { ...ada.profile, suppressions: { [emailCell]: suppression } },
};
const categoryThat = (over: Partial<Category>): Category => {
  const orders = categories.get('orders');
  if (orders === undefined) throw new Error('there is no category orders');
  return { ...orders, ...over };
};

const limited = (overLimit: Category['overLimit']) =>
  categoryThat({ limits: [{ count: 1, perSeconds: 3_600 }], overLimit });
/** Before a notification that is new, at noon as all the others. */
const toldBefore = (...ids: readonly string[]): NonNullable<DecideInput['limits']> => ({
  notificationId: 'ntf_new',
  expiresAt: monday('23:59'),
  overall: [],
  log: ids.map((notificationId) => ({ notificationId, category: 'orders', at: monday('12:00') })),
});

/** Every rule with its reason: the input that makes it fire for EMAIL, and the nearest that does not. */
const table: readonly {
  readonly rule: string;
  readonly reason: string;
  readonly verdict: 'SKIP' | 'HOLD';
  readonly fires: Partial<DecideInput>;
  readonly doesNot: Partial<DecideInput>;
}[] = [
  {
    rule: 'requested-channels',
    reason: 'NOT_REQUESTED',
    verdict: 'SKIP',
    fires: { requestedChannels: ['IN_APP'] },
    doesNot: { requestedChannels: ['IN_APP', 'EMAIL'] },
  },
  {
    rule: 'template-content',
    reason: 'NO_CONTENT',
    verdict: 'SKIP',
    fires: { contentChannels: ['IN_APP'] },
    doesNot: { contentChannels: ['EMAIL'] },
  },
  {
    rule: 'known-recipient',
    reason: 'UNKNOWN_USER',
    verdict: 'SKIP',
    fires: { recipient: { kind: 'unknown-user', userId: 'nobody' } },
    doesNot: { recipient: stranger },
  },
  {
    rule: 'reachable',
    reason: 'NO_ADDRESS',
    verdict: 'SKIP',
    fires: { recipient: { ...ada, profile: { ...ada.profile, email: undefined } } },
    doesNot: { recipient: ada },
  },
  {
    rule: 'suppression',
    reason: 'SUPPRESSED',
    verdict: 'SKIP',
    fires: { recipient: suppressed },
    doesNot: {
      recipient: {
        ...ada,
        profile: { ...ada.profile, suppressions: { 'EMAIL#another': suppression } },
      },
    },
  },
  {
    rule: 'suppression',
    reason: 'SUPPRESSED',
    verdict: 'SKIP',
    fires: { recipient: { ...stranger, suppressions: { EMAIL: suppression } } },
    doesNot: { recipient: { ...stranger, suppressions: { SMS: suppression } } },
  },
  {
    rule: 'suppression',
    reason: 'SUPPRESSED',
    verdict: 'SKIP',
    // It binds a critical category too, whatever the caller overrides.
    fires: {
      recipient: suppressed,
      category: categories.get('security'),
      priority: 'CRITICAL',
      overriddenBy: '1/Shop',
    },
    doesNot: { category: categories.get('security') },
  },
  {
    rule: 'preferences',
    reason: 'OPTED_OUT',
    verdict: 'SKIP',
    fires: { recipient: adaWith({ 'orders#EMAIL': word(false) }) },
    doesNot: { recipient: adaWith({ 'orders#SMS': word(false) }) },
  },
  {
    rule: 'preferences',
    reason: 'OPTED_OUT',
    verdict: 'SKIP',
    fires: { recipient: { ...stranger, preferences: { 'orders#*': word(false) } } },
    doesNot: { recipient: { ...stranger, preferences: { 'account#*': word(false) } } },
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'HOLD',
    fires: { quietHoursByDefault: night, now: monday('23:00') },
    doesNot: { quietHoursByDefault: night, now: monday('21:59') },
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'HOLD',
    // A person's own hours stand in place of the default, in their own time zone.
    fires: {
      recipient: {
        ...ada,
        profile: { ...ada.profile, quietHours: night, timeZone: 'America/New_York' },
      },
      now: Date.parse('2026-11-24T04:00:00Z'),
    },
    doesNot: {
      recipient: { ...ada, profile: { ...ada.profile, quietHours: { weekly: [] } } },
      quietHoursByDefault: night,
      now: monday('23:00'),
    },
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'SKIP',
    fires: {
      category: categoryThat({ quietHours: 'DROP' }),
      quietHoursByDefault: night,
      now: monday('23:00'),
    },
    doesNot: {
      category: categoryThat({ quietHours: 'PASS' }),
      quietHoursByDefault: night,
      now: monday('23:00'),
    },
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'HOLD',
    fires: { priority: 'HIGH', quietHoursByDefault: night, now: monday('23:00') },
    doesNot: { priority: 'CRITICAL', quietHoursByDefault: night, now: monday('23:00') },
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'HOLD',
    fires: { category: limited('DEFER'), limits: toldBefore('ntf_1') },
    doesNot: { category: limited('DEFER'), limits: toldBefore() },
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'SKIP',
    fires: { category: limited('DROP'), limits: toldBefore('ntf_1') },
    doesNot: { category: limited('DROP'), limits: toldBefore('ntf_1'), priority: 'CRITICAL' },
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'SKIP',
    // The next place is an hour ahead, and it expires before.
    fires: {
      category: limited('DEFER'),
      limits: { ...toldBefore('ntf_1'), expiresAt: monday('12:59') },
    },
    // What counted already, before it was killed, is not over the limit for itself.
    doesNot: { category: limited('DEFER'), limits: toldBefore('ntf_new') },
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'HOLD',
    fires: {
      limits: { ...toldBefore('ntf_1'), overall: [{ count: 1, perSeconds: 3_600 }] },
    },
    doesNot: { limits: toldBefore('ntf_1') },
  },
];

describe('every rule', () => {
  test.each(table)('$rule: $verdict for $reason, or not', (row) => {
    expect(decide(input(row.fires)).decisions.EMAIL).toMatchObject({
      verdict: row.verdict,
      reason: row.reason,
      rule: row.rule,
    });
    expect(decide(input(row.doesNot)).decisions.EMAIL?.rule).not.toBe(row.rule);
  });

  test('has its rows here', () => {
    const tested = new Set(table.map(({ rule }) => rule));
    expect(rulesEvaluated('default').filter((rule) => !tested.has(rule))).toEqual([]);
  });

  test('leaves a target for what is held, and says until when', () => {
    const { decisions, targets } = decide(
      input({ quietHoursByDefault: night, now: monday('23:00') }),
    );
    const until = Date.parse('2026-11-24T07:00:00Z');
    expect(decisions.EMAIL).toMatchObject({ verdict: 'HOLD', until });
    expect(targets).toContainEqual({ channel: 'EMAIL', address: 'ada@example.com' });
  });
});
