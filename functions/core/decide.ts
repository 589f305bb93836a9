import { hashAddress } from './address.ts';
import type { Category } from './category.ts';
import type { ChannelName } from './channel.ts';
import type { Decision } from './notification.ts';
import { type Preferences, resolvePreference } from './preferences.ts';
import type { Priority } from './priority.ts';
import { type QuietHours, quietUntil } from './quiet-hours.ts';
import { type Admission, admissionOf, type RateLimit, type UsageLog } from './rate-limit.ts';
import type { Recipient } from './recipient.ts';
import { ruleNames } from './rules-evaluated.ts';
import { type Suppression, suppressionCell } from './suppression.ts';

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
  readonly priority: Priority;
  /** The caller whose permitted word stands above the person's on channels; undefined for nobody's. */
  readonly overriddenBy: string | undefined;
  /** For a person who said nothing of theirs. */
  readonly quietHoursByDefault: QuietHours | undefined;
  /** How much people are told at most; undefined where nothing limits it. */
  readonly limits: LimitInput | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a person's limits depend on. */
interface LimitInput {
  readonly notificationId: string;
  readonly expiresAt: number;
  /** On everything that one person gets, beside the category's own. */
  readonly overall: readonly RateLimit[];
  readonly log: UsageLog;
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
  /** To be made now, or held until their channel's decision says. */
  readonly targets: readonly Target[];
  /** When it counts against the person's limits; absent where it does not. */
  readonly countedAt?: number;
}

/** What a rule says that fires; `until` where it holds. */
type Ruling = Omit<Decision, 'rule'> & { readonly verdict: 'SKIP' | 'HOLD' };

/** A rule looks at one channel and either settles the matter or leaves it to the next rule. */
type Rule = (channel: ReachableChannel, input: DecideInput) => Ruling | undefined;

const skip = (reason: Ruling['reason'], inputs?: Decision['inputs']): Ruling => ({
  verdict: 'SKIP',
  reason,
  ...(inputs === undefined ? {} : { inputs }),
});

/** Each rule by its name; their order stands in rules-evaluated.ts. */
const rules: Readonly<Record<(typeof ruleNames)[number], Rule>> = {
  'requested-channels': ({ name }, { requestedChannels }) =>
    requestedChannels === undefined || requestedChannels.includes(name)
      ? undefined
      : skip('NOT_REQUESTED', { requested: requestedChannels.join(', ') }),
  'template-content': ({ name }, { contentChannels }) =>
    contentChannels.includes(name) ? undefined : skip('NO_CONTENT'),
  'known-recipient': (_, { recipient }) =>
    recipient.kind === 'unknown-user' ? skip('UNKNOWN_USER') : undefined,
  reachable: (channel, { recipient }) =>
    channel.addressesOf(recipient).length === 0 ? skip('NO_ADDRESS') : undefined,
  suppression: (channel, { recipient }) => {
    if (openAddresses(channel, recipient).length > 0) return undefined;
    const [first = ''] = channel.addressesOf(recipient);
    const found = suppressionOf(recipient, channel.name, first);
    return skip('SUPPRESSED', found && { cause: found.cause, since: found.at });
  },
  preferences: ({ name }, { recipient, category, overriddenBy }) => {
    if (category === undefined) return undefined;
    const preferences = preferencesOf(recipient);
    const { enabled, level, since } = resolvePreference(
      category,
      name,
      preferences,
      overriddenBy !== undefined,
    );
    return enabled
      ? undefined
      : skip('OPTED_OUT', { level, ...(since === undefined ? {} : { since }) });
  },
  'quiet-hours': (_, input) => {
    const { recipient, category, now } = input;
    const timeZone = timeZoneOf(recipient);
    const until = quietUntil(bindingQuietHours(input), timeZone, now);
    if (until === undefined || category === undefined) return undefined;
    const inputs = { timeZone, until, category: category.quietHours };
    if (category.quietHours === 'DROP') return skip('QUIET_HOURS', inputs);
    return { verdict: 'HOLD', reason: 'QUIET_HOURS', until, inputs };
  },
  'rate-limit': (_, input) => {
    const { category, limits, now } = input;
    if (category === undefined || limits === undefined || !isLimited(input)) return undefined;
    const admission = admissionFor(category, limits, input);
    if (admission === undefined) return skip('RATE_LIMITED', { waiting: limits.log.length });
    const { at: until, limit } = admission;
    if (until <= now) return undefined;
    const inputs = {
      ...(limit === undefined
        ? {}
        : { count: limit.count, perSeconds: limit.perSeconds, of: limit.of }),
      until,
      category: category.overLimit,
    };
    // What there is no room for before it expires is not told at all.
    return category.overLimit === 'DROP' || until >= limits.expiresAt
      ? skip('RATE_LIMITED', inputs)
      : { verdict: 'HOLD', reason: 'RATE_LIMITED', until, inputs };
  },
};

/** Whether any limit binds: what is urgent passes them all, and counts against none. */
export const isLimited = ({
  priority,
  category,
  limits,
}: Pick<DecideInput, 'priority' | 'category'> & {
  readonly limits: Pick<LimitInput, 'overall'> | undefined;
}): boolean =>
  limits !== undefined &&
  category !== undefined &&
  priority !== 'CRITICAL' &&
  !category.critical &&
  category.limits.length + limits.overall.length > 0;

function admissionFor(
  category: Category,
  { notificationId, overall, log }: LimitInput,
  input: DecideInput,
): Admission | undefined {
  return admissionOf({
    notificationId,
    category: category.id,
    own: category.limits,
    overall,
    log,
    now: input.now,
    quietUntil: (at) => quietUntil(bindingQuietHours(input), timeZoneOf(input.recipient), at),
  });
}

/** A person's time zone, or UTC where it is unknown. */
export const timeZoneOf = (recipient: Recipient): string =>
  (recipient.kind === 'user' ? recipient.profile.timeZone : undefined) ?? 'UTC';

/** The quiet hours that a notification must not fall into; undefined where it passes them all. */
export const bindingQuietHours = ({
  recipient,
  category,
  priority,
  quietHoursByDefault,
}: Pick<DecideInput, 'recipient' | 'category' | 'priority' | 'quietHoursByDefault'>):
  | QuietHours
  | undefined => {
  if (priority === 'CRITICAL' || category === undefined || category.quietHours === 'PASS') {
    return undefined;
  }
  const profile = recipient.kind === 'user' ? recipient.profile : undefined;
  return profile?.quietHours ?? quietHoursByDefault;
};

/** Decides for every channel, by the same input always the same. */
export const decide = (input: DecideInput): Decided => {
  const decisions: Record<ChannelName, Decision> = {};
  const targets: Target[] = [];
  for (const channel of input.channels) {
    const decision = decideChannel(channel, input);
    decisions[channel.name] = decision;
    if (decision.verdict === 'SKIP') continue;
    const addresses = new Set(openAddresses(channel, input.recipient));
    for (const address of addresses) targets.push({ channel: channel.name, address });
  }
  const countedAt = countedOf(decisions, input);
  return { decisions, targets, ...(countedAt === undefined ? {} : { countedAt }) };
};

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

function decideChannel(channel: ReachableChannel, input: DecideInput): Decision {
  for (const name of ruleNames) {
    const ruling = rules[name](channel, input);
    if (ruling !== undefined) return withOverride({ ...ruling, rule: name }, channel, input);
  }
  return withOverride({ verdict: 'DELIVER', reason: 'ALLOWED', rule: 'default' }, channel, input);
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

/** The addresses that nothing was suppressed for. */
function openAddresses(channel: ReachableChannel, recipient: Recipient): readonly string[] {
  return channel
    .addressesOf(recipient)
    .filter((address) => suppressionOf(recipient, channel.name, address) === undefined);
}

function preferencesOf(recipient: Recipient): Preferences {
  if (recipient.kind === 'user') return recipient.profile.preferences;
  return recipient.kind === 'address' ? recipient.preferences : {};
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
