import type { Category } from './category.ts';
import type { ChannelName } from './channel.ts';
import type { OpenHours } from './open-hours.ts';
import { type Preferences, type ResolvedPreference, resolvePreference } from './preferences.ts';
import type { Priority } from './priority.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { RateLimit, UsageLog } from './rate-limit.ts';
import type { Recipient } from './recipient.ts';
import type { SendWindow } from './send-window.ts';

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
  /** The send's own, beside its category's: it can only narrow that. */
  readonly sendWindow: SendWindow | undefined;
  /** How much people are told at most; undefined where nothing limits it. */
  readonly limits: LimitInput | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a person's limits depend on. */
export interface LimitInput {
  readonly notificationId: string;
  readonly expiresAt: number;
  /** On everything that one person gets, beside the category's own. */
  readonly overall: readonly RateLimit[];
  readonly log: UsageLog;
}

export interface ReachableChannel {
  readonly name: ChannelName;
  addressesOf(recipient: Recipient): readonly string[];
}

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

/**
 * When something may be told: the person's quiet hours, or the stage's for who said nothing, unless it passes them,
 * and the windows of its category and of the send. What is CRITICAL is told at any hour.
 */
export const openHoursOf = ({
  recipient,
  category,
  priority,
  quietHoursByDefault,
  sendWindow,
}: Pick<
  DecideInput,
  'recipient' | 'category' | 'priority' | 'quietHoursByDefault' | 'sendWindow'
>): OpenHours => {
  const profile = recipient.kind === 'user' ? recipient.profile : undefined;
  const timeZone = profile?.timeZone ?? 'UTC';
  if (priority === 'CRITICAL' || category === undefined) return { timeZone };
  return {
    timeZone,
    quietHours:
      category.quietHours === 'PASS'
        ? undefined
        : (ownQuietHours(recipient) ?? quietHoursByDefault),
    sendWindows: [category.sendWindow, sendWindow].filter((window) => window !== undefined),
  };
};

/** What the person said themselves; undefined where they said nothing. */
export function ownQuietHours(recipient: Recipient): QuietHours | undefined {
  return recipient.kind === 'user' ? recipient.profile.quietHours : undefined;
}

/** What a person hears by a channel, and whose word that is; undefined where the template is gone, and its category with it. */
export function preferenceOf(
  channel: ChannelName,
  { category, recipient, overriddenBy }: DecideInput,
): ResolvedPreference | undefined {
  if (category === undefined) return undefined;
  const preferences = preferencesOf(recipient);
  return resolvePreference(category, channel, preferences, overriddenBy !== undefined);
}

/** What a person, or whoever reads at an address, said so far. */
export function preferencesOf(recipient: Recipient): Preferences {
  if (recipient.kind === 'user') return recipient.profile.preferences;
  return recipient.kind === 'address' ? recipient.preferences : {};
}
