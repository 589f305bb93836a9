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
