/** What became of the notifications that were promised. */
export interface Totals {
  /** Answered 202. */
  readonly accepted: number;
  readonly sent: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly failed: number;
  readonly expired: number;
  readonly cancelled: number;
  readonly uncertain: number;
  readonly parked: number;
  /** Promised, and nowhere to be found. */
  readonly lost: number;
  /** Taken by a provider again where nothing excuses it. */
  readonly twice: number;
  /** Taken again in the window that a crash leaves, where the category says RESEND. */
  readonly resent: number;
}

export const noTotals: Totals = {
  accepted: 0,
  sent: 0,
  delivered: 0,
  skipped: 0,
  failed: 0,
  expired: 0,
  cancelled: 0,
  uncertain: 0,
  parked: 0,
  lost: 0,
  twice: 0,
  resent: 0,
};

export const addTotals = (one: Totals, other: Totals): Totals => ({
  accepted: one.accepted + other.accepted,
  sent: one.sent + other.sent,
  delivered: one.delivered + other.delivered,
  skipped: one.skipped + other.skipped,
  failed: one.failed + other.failed,
  expired: one.expired + other.expired,
  cancelled: one.cancelled + other.cancelled,
  uncertain: one.uncertain + other.uncertain,
  parked: one.parked + other.parked,
  lost: one.lost + other.lost,
  twice: one.twice + other.twice,
  resent: one.resent + other.resent,
});
