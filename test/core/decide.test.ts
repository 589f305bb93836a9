import { describe, expect, test } from 'vitest';
import { type DecideInput, decide } from '#core/decide.ts';
import type { Recipient } from '#core/recipient.ts';
import { channels } from '#functions/channels/index.ts';

const ada: Recipient = {
  kind: 'user',
  profile: {
    userId: 'ada',
    email: 'ada@example.com',
    devices: [],
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
  ...over,
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
