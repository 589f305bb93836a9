import * as z from 'zod';
import { Instant } from './instant.ts';
import type { DeliveryStatus, ReasonCode } from './status.ts';

/** Everything that can be said of a delivery after its provider took it. */
export const FeedbackKind = z
  .enum([
    'ACCEPTED',
    'DELAYED',
    'REJECTED',
    'DEVICE_GONE',
    'SOFT_BOUNCED',
    'DELIVERED',
    'HARD_BOUNCED',
    'COMPLAINED',
    'OPENED',
    'OPENED_BY_MACHINE',
    'CLICKED',
    'CLICKED_BY_MACHINE',
    'SEEN',
    'READ',
    'ARCHIVED',
    'NOT_SPAM',
    'UNSUBSCRIBED',
  ])
  .meta({ id: 'FeedbackKind', description: 'What was said of a delivery after it was sent.' });
export type FeedbackKind = z.infer<typeof FeedbackKind>;

/** When something was first said, and by what code of its provider. */
export const FeedbackMark = z.object({ at: Instant, detail: z.string().optional() });
export type FeedbackMark = z.infer<typeof FeedbackMark>;

/** All that was ever said of one delivery: of each kind, the earliest. */
export const FeedbackMarks = z.partialRecord(FeedbackKind, FeedbackMark);
export type FeedbackMarks = Readonly<z.infer<typeof FeedbackMarks>>;

/** One thing that was said of one delivery. */
export interface Feedback extends FeedbackMark {
  readonly kind: FeedbackKind;
}

interface Meaning {
  readonly status: DeliveryStatus;
  /** What ranks higher stands, whatever came first (invariant 11). */
  readonly rank: number;
  readonly reason?: ReasonCode;
}

/** Whoever speaks of it at all has it. */
const sent: Meaning = { status: 'SENT', rank: 1 };

/**
 * What each kind makes of a delivery. An autoresponder's answer comes as a bounce that is not for good, so
 * that a delivery outranks it; a bounce for good outranks the delivery that some servers tell of first.
 */
const meanings: Readonly<Record<FeedbackKind, Meaning>> = {
  ACCEPTED: sent,
  DELAYED: sent,
  REJECTED: { status: 'FAILED', rank: 2, reason: 'PROVIDER_REJECTED' },
  DEVICE_GONE: { status: 'FAILED', rank: 2, reason: 'DEVICE_GONE' },
  SOFT_BOUNCED: { status: 'BOUNCED', rank: 3 },
  DELIVERED: { status: 'DELIVERED', rank: 4 },
  HARD_BOUNCED: { status: 'BOUNCED', rank: 5 },
  COMPLAINED: { status: 'COMPLAINED', rank: 6 },
  // Engagement is an axis of its own.
  OPENED: sent,
  OPENED_BY_MACHINE: sent,
  CLICKED: sent,
  CLICKED_BY_MACHINE: sent,
  SEEN: sent,
  READ: sent,
  ARCHIVED: sent,
  NOT_SPAM: sent,
  UNSUBSCRIBED: sent,
};

/** What a reader, or a machine for them, did with a message; it says nothing of how it came. */
export const EngagementKind = FeedbackKind.extract([
  'OPENED',
  'OPENED_BY_MACHINE',
  'CLICKED',
  'CLICKED_BY_MACHINE',
  'SEEN',
  'READ',
  'ARCHIVED',
  'NOT_SPAM',
  'UNSUBSCRIBED',
]).meta({ id: 'EngagementKind', description: 'What a reader did, or a machine for them.' });
export type EngagementKind = z.infer<typeof EngagementKind>;

/** Whether a kind is about the reader, and not about the way. */
export const isEngagement = (kind: FeedbackKind): kind is EngagementKind =>
  EngagementKind.options.some((one) => one === kind);

/** The kinds that are marked, in no particular order. */
export const kindsOf = (marks: FeedbackMarks): readonly FeedbackKind[] =>
  FeedbackKind.options.filter((kind) => marks[kind] !== undefined);

/**
 * What was said in both: of each kind the earliest, and of two at once the one whose detail sorts first. So
 * neither order nor repetition matters.
 */
export const mergeFeedback = (one: FeedbackMarks, other: FeedbackMarks): FeedbackMarks =>
  Object.fromEntries(
    FeedbackKind.options.flatMap((kind) => {
      const mark = earlier(one[kind], other[kind]);
      return mark === undefined ? [] : [[kind, mark]];
    }),
  );

/** Several things said of one delivery, as marks. */
export const toMarks = (feedback: readonly Feedback[]): FeedbackMarks =>
  feedback.map(({ kind, ...mark }) => ({ [kind]: mark })).reduce(mergeFeedback, {});

/** What stands of all that was said. */
export interface Standing extends Meaning {
  /** When it was said. */
  readonly at: number;
  readonly detail?: string | undefined;
}

/** The strongest that was said; undefined where nothing was. */
export const standingOf = (marks: FeedbackMarks): Standing | undefined => {
  let strongest: Standing | undefined;
  for (const kind of kindsOf(marks)) {
    const mark = marks[kind];
    if (mark === undefined) continue;
    const standing = { ...meanings[kind], at: mark.at, detail: failureDetail(kind, mark) };
    if (strongest === undefined || isStronger(standing, strongest)) strongest = standing;
  }
  return strongest;
};

function isStronger(one: Standing, other: Standing): boolean {
  return one.rank === other.rank ? one.at < other.at : one.rank > other.rank;
}

/** What went well needs no explanation. */
function failureDetail(kind: FeedbackKind, { detail }: FeedbackMark): string | undefined {
  const { status } = meanings[kind];
  return status === 'SENT' || status === 'DELIVERED' ? undefined : detail;
}

function earlier(
  one: FeedbackMark | undefined,
  other: FeedbackMark | undefined,
): FeedbackMark | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.at !== other.at) return one.at < other.at ? one : other;
  return (one.detail ?? '') <= (other.detail ?? '') ? one : other;
}
