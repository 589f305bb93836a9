import type { Categories } from '#core/category.ts';
import { logged, longestStretch, type RateLimit, type UsageLog } from '#core/rate-limit.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { StoredUsage, WriteUsage } from '#platform/usage-logs.ts';

/** How much one person is told at most, beside what their categories say. */
export interface RecipientLimits {
  readonly overall: readonly RateLimit[];
  /** Which categories have limits of their own is looked up once, not for every message. */
  readonly longestSeconds: number;
}

export const recipientLimits = (
  categories: Categories,
  overall: readonly RateLimit[],
): RecipientLimits => ({
  overall,
  longestSeconds: longestStretch([
    ...overall,
    ...[...categories.values()].flatMap(({ limits }) => limits),
  ]),
});

/** The logs of a batch's people: each message counts before the next one of the same person is decided. */
export interface UsesOfBatch {
  logOf(recipientKey: string): UsageLog;
  count(recipientKey: string, use: UsageLog[number], now: number): void;
  /** Writes every log that changed, once each; returns the people whose log was not, and the error if there was one. */
  write(): Promise<ReadonlyMap<string, unknown>>;
}

export const countUses = (
  usageOf: (recipientKey: string) => StoredUsage,
  longestSeconds: number,
  write: WriteUsage,
): UsesOfBatch => {
  const changed = new Map<string, UsageLog>();
  const logOf = (key: string) => changed.get(key) ?? usageOf(key).log;
  return {
    logOf,
    count: (key, use, now) => {
      const log = logOf(key);
      const counted = log.some(
        ({ notificationId, at }) => notificationId === use.notificationId && at === use.at,
      );
      if (!counted) changed.set(key, logged(log, use, now, longestSeconds));
    },
    write: async () => {
      const results = await concurrently([...changed], async ([key, log]) => {
        const last = Math.max(...log.map(({ at }) => at));
        try {
          const isWritten = await write(key, usageOf(key), log, last + longestSeconds * 1000);
          return isWritten ? [] : [[key, undefined] as const];
        } catch (error) {
          return [[key, error] as const];
        }
      });
      return new Map(results.flat());
    },
  };
};
