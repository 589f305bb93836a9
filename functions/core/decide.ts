import type { Category } from './category.ts';
import type { ChannelName } from './channel.ts';
import type { Decision } from './notification.ts';
import { resolvePreference } from './preferences.ts';
import type { Recipient } from './recipient.ts';
import type { ReasonCode } from './status.ts';

/** Everything that a decision depends on; nothing else does. */
export interface DecideInput {
  /** The channels that exist, in the registry's order. */
  readonly channels: readonly ReachableChannel[];
  readonly contentChannels: readonly ChannelName[];
  /** The channels that the caller named; undefined for all. */
  readonly requestedChannels: readonly ChannelName[] | undefined;
  readonly recipient: Recipient;
  /** Undefined where the template is gone: then there is no content either. */
  readonly category: Category | undefined;
  /** The caller's permitted word stands above the person's on channels. */
  readonly overridePreferences: boolean;
}

interface ReachableChannel {
  readonly name: ChannelName;
  addressesOf(recipient: Recipient): readonly string[];
}

/** One delivery to make. */
export interface Target {
  readonly channel: ChannelName;
  readonly address: string;
}

/** Who hears it by which channel, and for every channel why, or why not. */
export interface Decided {
  readonly decisions: Readonly<Record<ChannelName, Decision>>;
  readonly targets: readonly Target[];
}

/** A rule looks at one channel and either settles the matter or leaves it to the next rule. */
interface Rule {
  readonly name: string;
  readonly skips: (channel: ReachableChannel, input: DecideInput) => Skip | undefined;
}

interface Skip {
  readonly reason: ReasonCode;
  /** What about the rule settled it. */
  readonly level?: string;
}

/** The rules in their order: the first that fires decides. */
const rules: readonly Rule[] = [
  {
    name: 'requested-channels',
    skips: (channel, { requestedChannels }) =>
      requestedChannels === undefined || requestedChannels.includes(channel.name)
        ? undefined
        : { reason: 'NOT_REQUESTED' },
  },
  {
    name: 'template-content',
    skips: (channel, { contentChannels }) =>
      contentChannels.includes(channel.name) ? undefined : { reason: 'NO_CONTENT' },
  },
  {
    name: 'known-recipient',
    skips: (_, { recipient }) =>
      recipient.kind === 'unknown-user' ? { reason: 'UNKNOWN_USER' } : undefined,
  },
  {
    name: 'reachable',
    skips: (channel, { recipient }) =>
      channel.addressesOf(recipient).length === 0 ? { reason: 'NO_ADDRESS' } : undefined,
  },
  {
    name: 'preferences',
    skips: (channel, { recipient, category, overridePreferences }) => {
      if (category === undefined) return undefined;
      const preferences = recipient.kind === 'user' ? recipient.profile.preferences : {};
      const { enabled, level } = resolvePreference(
        category,
        channel.name,
        preferences,
        overridePreferences,
      );
      return enabled ? undefined : { reason: 'OPTED_OUT', level };
    },
  },
];

/** Decides for every channel, by the same input always the same. */
export const decide = (input: DecideInput): Decided => {
  const decisions: Record<ChannelName, Decision> = {};
  const targets: Target[] = [];
  for (const channel of input.channels) {
    const decision = decideChannel(channel, input);
    decisions[channel.name] = decision;
    if (decision.verdict !== 'DELIVER') continue;
    const addresses = new Set(channel.addressesOf(input.recipient));
    for (const address of addresses) targets.push({ channel: channel.name, address });
  }
  return { decisions, targets };
};

function decideChannel(channel: ReachableChannel, input: DecideInput): Decision {
  for (const rule of rules) {
    const skip = rule.skips(channel, input);
    if (skip === undefined) continue;
    const name = skip.level === undefined ? rule.name : `${rule.name}:${skip.level}`;
    return { verdict: 'SKIP', reason: skip.reason, rule: name };
  }
  return { verdict: 'DELIVER', reason: 'ALLOWED', rule: 'default' };
}
