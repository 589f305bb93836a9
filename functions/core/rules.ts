import { hashAddress } from './address.ts';
import type { Category } from './category.ts';
import type { ChannelName } from './channel.ts';
import {
  type DecideInput,
  isLimited,
  type LimitInput,
  ownQuietHours,
  preferenceOf,
  type ReachableChannel,
} from './decide-input.ts';
import type { Decision } from './notification.ts';
import { type ClosedReason, closedReason, closedUntil, type OpenHours } from './open-hours.ts';
import type { ResolvedPreference } from './preferences.ts';
import { type Admission, admissionOf } from './rate-limit.ts';
import type { Recipient } from './recipient.ts';
import type { RuleName } from './rules-evaluated.ts';
import { type Suppression, suppressionCell } from './suppression.ts';

/** What a rule says that fires; `until` where it holds. */
type Ruling = Pick<Decision, 'inputs' | 'until'> & { readonly verdict: 'SKIP' | 'HOLD' };

/** What is the same for every channel, and is looked up once. */
export interface RuleInput extends DecideInput {
  readonly hours: OpenHours;
  /** Why it may not be told now, and from when on it may; undefined where it may. */
  readonly closed: { readonly reason: ClosedReason; readonly until: number } | undefined;
}

/** A rule looks at one channel and either settles the matter or leaves it to the next rule. */
type Rule = (channel: ReachableChannel, input: RuleInput) => Ruling | undefined;

const skip = (inputs?: Decision['inputs']): Ruling => ({
  verdict: 'SKIP',
  ...(inputs === undefined ? {} : { inputs }),
});
const hold = (until: number, inputs: Decision['inputs']): Ruling => ({
  verdict: 'HOLD',
  until,
  inputs: { ...inputs, until },
});

/** Each rule by its name; their order and the reasons that they give stand in rules-evaluated.ts. */
export const rules: Readonly<Record<RuleName, Rule>> = {
  'requested-channels': ({ name }, { requestedChannels }) =>
    requestedChannels === undefined || requestedChannels.includes(name)
      ? undefined
      : skip({ requested: requestedChannels.join(', ') }),
  'template-content': ({ name }, { contentChannels }) =>
    contentChannels.includes(name) ? undefined : skip(),
  'known-recipient': (_, { recipient }) => (recipient.kind === 'unknown-user' ? skip() : undefined),
  reachable: (channel, { recipient }) =>
    channel.addressesOf(recipient).length === 0 ? skip() : undefined,
  suppression: (channel, { recipient }) => {
    const found = suppressionByChannel(channel, recipient);
    return found && skip({ cause: found.cause, since: found.at });
  },
  preferences: ({ name }, input) => {
    const preference = preferenceOf(name, input);
    return preference === undefined || preference.enabled ? undefined : skip(levelOf(preference));
  },
  'quiet-hours': (_, { recipient, category, closed, hours }) => {
    if (closed?.reason !== 'QUIET_HOURS') return undefined;
    const of = ownQuietHours(recipient) === undefined ? 'stage' : 'person';
    const inputs = { timeZone: hours.timeZone, of, category: category?.quietHours ?? 'HOLD' };
    const { until } = closed;
    return category?.quietHours === 'DROP' ? skip({ ...inputs, until }) : hold(until, inputs);
  },
  'send-window': (_, { sendWindow, closed, hours: { timeZone }, now }) => {
    if (closed?.reason !== 'SEND_WINDOW') return undefined;
    const sendWindows = sendWindow === undefined ? [] : [sendWindow];
    const isOpenForSend = closedReason({ timeZone, sendWindows }, now) === undefined;
    return hold(closed.until, { timeZone, of: isOpenForSend ? 'category' : 'send' });
  },
  'rate-limit': (_, input) => {
    const { category, limits, now } = input;
    if (category === undefined || limits === undefined || !isLimited(input)) return undefined;
    const admission = admissionFor(category, limits, input);
    if (admission === undefined) return skip({ waiting: limits.log.length });
    const { at: until, limit } = admission;
    if (until <= now) return undefined;
    const inputs = {
      ...(limit === undefined
        ? {}
        : { count: limit.count, perSeconds: limit.perSeconds, of: limit.of }),
      category: category.overLimit,
    };
    // What there is no room for before it expires is not told at all.
    return category.overLimit === 'DROP' || until >= limits.expiresAt
      ? skip({ ...inputs, until })
      : hold(until, inputs);
  },
};

function admissionFor(
  category: Category,
  { notificationId, overall, log }: LimitInput,
  { now, hours }: RuleInput,
): Admission | undefined {
  return admissionOf({
    notificationId,
    category: category.id,
    own: category.limits,
    overall,
    log,
    now,
    closedUntil: (at) => closedUntil(hours, at),
  });
}

/** Whose word it is, as a decision keeps it. */
export function levelOf({
  level,
  since,
  how,
}: ResolvedPreference): NonNullable<Decision['inputs']> {
  return {
    level,
    ...(since === undefined ? {} : { since }),
    ...(how === undefined ? {} : { how }),
  };
}

/** What keeps a channel from reaching anybody by any address of theirs; undefined where one is open, or there is none. */
export function suppressionByChannel(
  channel: ReachableChannel,
  recipient: Recipient,
): Suppression | undefined {
  if (openAddresses(channel, recipient).length > 0) return undefined;
  const [first] = channel.addressesOf(recipient);
  return first === undefined ? undefined : suppressionOf(recipient, channel.name, first);
}

/** The addresses that nothing was suppressed for. */
export function openAddresses(channel: ReachableChannel, recipient: Recipient): readonly string[] {
  return channel
    .addressesOf(recipient)
    .filter((address) => suppressionOf(recipient, channel.name, address) === undefined);
}

/** What forbids to write to an address by a channel; undefined where nothing does. */
function suppressionOf(
  recipient: Recipient,
  channel: ChannelName,
  address: string,
): Suppression | undefined {
  if (recipient.kind === 'address') return recipient.suppressions[channel];
  if (recipient.kind !== 'user') return undefined;
  return recipient.profile.suppressions[suppressionCell(channel, hashAddress(address))];
}
