import type { ChannelName } from './channel.ts';
import {
  type DecideInput,
  isLimited,
  openHoursOf,
  preferenceOf,
  preferencesOf,
  type ReachableChannel,
} from './decide-input.ts';
import type { Decision } from './notification.ts';
import { closedReason, closedUntil, type OpenHours } from './open-hours.ts';
import { resolvePreference } from './preferences.ts';
import { levelOf, openAddresses, type RuleInput, rules } from './rules.ts';
import { ruleReasons } from './rules-evaluated.ts';

/** One delivery to make. */
export interface Target {
  readonly channel: ChannelName;
  readonly address: string;
}

/** Who hears it by which channel, and for every channel why, or why not. */
export interface Decided {
  readonly decisions: Readonly<Record<ChannelName, Decision>>;
  /** To be made now, or held until their channel's decision says. */
  readonly targets: readonly Target[];
  /** When it counts against the person's limits; absent where it does not. */
  readonly countedAt?: number;
}

/** Decides for every channel, by the same input always the same. */
export const decide = (input: DecideInput): Decided => {
  const decisions: Record<ChannelName, Decision> = {};
  const targets: Target[] = [];
  const hours = openHoursOf(input);
  const ruleInput = { ...input, hours, closed: closedNow(hours, input.now) };
  for (const channel of input.channels) {
    const decision = decideChannel(channel, ruleInput);
    decisions[channel.name] = decision;
    if (decision.verdict === 'SKIP') continue;
    const addresses = new Set(openAddresses(channel, input.recipient));
    for (const address of addresses) targets.push({ channel: channel.name, address });
  }
  const countedAt = countedOf(decisions, input);
  return { decisions, targets, ...(countedAt === undefined ? {} : { countedAt }) };
};

function closedNow(hours: OpenHours, now: number): RuleInput['closed'] {
  const reason = closedReason(hours, now);
  const until = reason && closedUntil(hours, now);
  return reason === undefined || until === undefined ? undefined : { reason, until };
}

/** Counted is what is told now, or has its time; what waits for the morning is counted then. */
function countedOf(decisions: Decided['decisions'], input: DecideInput): number | undefined {
  if (input.limits === undefined || !isLimited(input)) return undefined;
  const { notificationId, log } = input.limits;
  const isCounted = log.some((use) => use.notificationId === notificationId && use.at <= input.now);
  if (isCounted) return undefined;
  const all = Object.values(decisions);
  if (all.some(({ verdict }) => verdict === 'DELIVER')) return input.now;
  return all.find(({ verdict, reason }) => verdict === 'HOLD' && reason === 'RATE_LIMITED')?.until;
}

function decideChannel(channel: ReachableChannel, input: RuleInput): Decision {
  for (const [rule, reason] of ruleReasons) {
    const ruling = rules[rule](channel, input);
    if (ruling !== undefined) return withOverride({ ...ruling, reason, rule }, channel, input);
  }
  const preference = preferenceOf(channel.name, input);
  // Whose word it is told by: consent that can be shown of each message.
  const inputs = preference === undefined ? {} : { inputs: levelOf(preference) };
  const allowed: Decision = { verdict: 'DELIVER', reason: 'ALLOWED', rule: 'default', ...inputs };
  return withOverride(allowed, channel, input);
}

/** Where only an override lets a channel be used, the decision says whose it was, and over what. */
function withOverride(
  decision: Decision,
  { name }: ReachableChannel,
  { category, recipient, overriddenBy }: DecideInput,
): Decision {
  if (overriddenBy === undefined || category === undefined || decision.verdict === 'SKIP') {
    return decision;
  }
  const { enabled, level } = resolvePreference(category, name, preferencesOf(recipient));
  if (enabled) return decision;
  return { ...decision, inputs: { ...decision.inputs, overriddenBy, overriddenLevel: level } };
}
