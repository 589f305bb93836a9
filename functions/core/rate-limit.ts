import * as z from 'zod';
import { Instant } from './instant.ts';

/** So that a person's log stays small: one write of it is billed by the kilobyte. */
const mostCounted = 100;
const mostLogged = 200;

/** At most `count` notifications to one person in any stretch of `perSeconds`. */
export const RateLimit = z.object({
  count: z.int().positive().max(mostCounted),
  perSeconds: z.int().positive(),
});
export type RateLimit = z.infer<typeof RateLimit>;

/** One notification that a person was told, or is to be told at that time. */
const LoggedUse = z.object({ notificationId: z.string(), category: z.string(), at: Instant });
type LoggedUse = z.infer<typeof LoggedUse>;

/** What counts against one person's limits, by time; what lies ahead is a place that is kept. */
export const UsageLog = z.array(LoggedUse);
export type UsageLog = readonly LoggedUse[];

/** What asks to be told, and what stands against it. */
export interface AdmissionRequest {
  readonly notificationId: string;
  readonly category: string;
  /** Of its category, and of everything that the person gets. */
  readonly own: readonly RateLimit[];
  readonly overall: readonly RateLimit[];
  readonly log: UsageLog;
  readonly now: number;
  /** Until when it may not be told, at an instant; undefined where it may. */
  readonly closedUntil: (at: number) => number | undefined;
}

/** When something may be told; the limit that it has to wait for, where it has to. */
export interface Admission {
  readonly at: number;
  readonly limit?: RateLimit & { readonly of: 'category' | 'everything' };
}

/**
 * The first instant from now on at which one more keeps every limit, and may be told; undefined where
 * too many wait already. What the log holds already keeps its place, so that a repeat is the same.
 */
export const admissionOf = (request: AdmissionRequest): Admission | undefined => {
  const { notificationId, log, now } = request;
  const limits = limitsOf(request);
  const mine = log.find((use) => use.notificationId === notificationId);
  if (mine !== undefined) {
    return mine.at <= now ? { at: now } : { at: mine.at, ...withLimit(hitAt(now, limits)) };
  }
  const hit = hitAt(now, limits);
  if (hit === undefined) return { at: now };
  if (log.length >= mostLogged) return undefined;
  return { at: firstFree(now, limits, request.closedUntil), limit: hit };
};

/** The log with one more use in its place, without what no limit looks at any more. */
export const logged = (log: UsageLog, use: LoggedUse, now: number, longest: number): UsageLog =>
  [
    ...log.filter(
      ({ at, notificationId }) =>
        at > now - longest * 1000 && notificationId !== use.notificationId,
    ),
    use,
  ].toSorted((one, other) => one.at - other.at);

/** The longest stretch that any of the limits looks back on, in seconds. */
export const longestStretch = (limits: readonly RateLimit[]): number =>
  Math.max(0, ...limits.map(({ perSeconds }) => perSeconds));

/** A limit with the instants that count against it, in order. */
interface Counted {
  readonly limit: RateLimit & { readonly of: 'category' | 'everything' };
  readonly uses: readonly number[];
}

function limitsOf({ own, overall, log, category }: AdmissionRequest): readonly Counted[] {
  const all = log.map(({ at }) => at);
  const ofCategory = log.flatMap((use) => (use.category === category ? [use.at] : []));
  return [
    ...own.map((limit) => ({ limit: { ...limit, of: 'category' as const }, uses: ofCategory })),
    ...overall.map((limit) => ({ limit: { ...limit, of: 'everything' as const }, uses: all })),
  ];
}

/** The limit that keeps it longest from being told at that instant; undefined where none does. */
function hitAt(at: number, limits: readonly Counted[]): Counted['limit'] | undefined {
  const hits = limits.filter((counted) => slotOf(counted, at) > at);
  return hits.toSorted((one, other) => slotOf(other, at) - slotOf(one, at))[0]?.limit;
}

function withLimit(limit: Counted['limit'] | undefined) {
  return limit === undefined ? {} : { limit };
}

/** Each turn moves on to the end of a stretch or to where it may be told; who leaves no gap waits as long as that took. */
const mostTurns = 50;

function firstFree(
  now: number,
  limits: readonly Counted[],
  until: AdmissionRequest['closedUntil'],
): number {
  let at = now;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const free = Math.max(at, ...limits.map((counted) => slotOf(counted, at)));
    const next = until(free) ?? free;
    if (next === at) return at;
    at = next;
  }
  return at;
}

/** The first instant from `at` on with fewer than the limit in the stretch that ends there, kept places included. */
function slotOf({ limit: { count, perSeconds }, uses }: Counted, at: number): number {
  const stretch = perSeconds * 1000;
  const recent = uses.filter((use) => use > at - stretch);
  return recent.length < count ? at : (recent.at(-count) ?? at) + stretch;
}
