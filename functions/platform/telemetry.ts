import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** One structured line per finished unit of work; ids and codes only (invariant 8). */
export const logger = new Logger();

/** Counts of outcomes, by service alone: few dimensions, written as log lines. */
export const metrics = new Metrics({ namespace: 'Herald' });

/** Counts what several at once came to; what is none is not told. */
export const count = (event: string, times: number): void => {
  if (times > 0) metrics.addMetric(event, MetricUnit.Count, times);
};

/** Logs an event and counts it. */
export const tell = (
  event: string,
  ids: Readonly<Record<string, string | number | undefined>>,
  error?: unknown,
): void => {
  count(event, 1);
  if (error === undefined) logger.info(event, { ...ids });
  else logger.error(event, { ...ids, error: describeError(error) });
};

/**
 * An error without what it may quote: SDK messages repeat addresses and content. The name, the first
 * frames and a status code are enough to find it.
 */
const describeError = (error: unknown) => {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '));
  return { name: error.name, stack: frames.slice(0, 8).map((frame) => frame.trim()) };
};
