import {
  type Cell,
  type CellKey,
  type Dimension,
  dimensions,
  type Measure,
  parseCellKey,
} from './cell.ts';
import { type Histogram, percentile } from './latency-bucket.ts';
import type { Counts } from './segment.ts';

/** What a summary is by. */
export type GroupBy = Dimension | 'day';

/** What is counted of each day, as far as it is asked for. */
export interface SummaryQuestion {
  readonly groupBy: GroupBy;
  readonly only: Readonly<Partial<Record<Dimension, string>>>;
}

interface Percentiles {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
}

/** What one group comes to. */
export interface SummaryItem {
  /** Of the group; absent for what has none. */
  readonly key?: string;
  readonly counts: Readonly<Record<Exclude<Measure, 'skipped'>, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly toSent?: Percentiles;
  readonly toDelivered?: Percentiles;
}

interface Group {
  readonly counts: Map<Measure, number>;
  readonly skipped: Map<string, number>;
  readonly latencies: Readonly<Record<'sent' | 'delivered', Map<number, number>>>;
}

/** Adds up what days come to, group by group, in the order of their keys. */
export const summarize = (
  days: readonly { readonly day: string; readonly counts: readonly Counts[] }[],
  { groupBy, only }: SummaryQuestion,
): readonly SummaryItem[] => {
  const groups = new Map<string, Group>();
  const parsed = new Map<CellKey, Cell>();
  const isByChannel = [groupBy, ...Object.keys(only)].some(
    (name) => name === 'channel' || name === 'provider',
  );
  for (const { day, counts } of days) {
    for (const [cellKey, count] of counts.flatMap((one) => [...one])) {
      const cell = parsed.get(cellKey) ?? parseCellKey(cellKey);
      parsed.set(cellKey, cell);
      if (!isWanted(cell, only, isByChannel)) continue;
      const key = groupBy === 'day' ? day : cell[groupBy];
      const group = groups.get(key) ?? emptyGroup();
      groups.set(key, group);
      addTo(group, cell, count);
    }
  }
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, group]) => toItem(key, group));
};

/** A notification is accepted once for itself, and once by each of its channels: one of the two is meant. */
function isWanted(cell: Cell, only: SummaryQuestion['only'], isByChannel: boolean): boolean {
  if (cell.measure === 'accepted' && isByChannel !== (cell.channel !== '')) return false;
  return dimensions.every((name) => only[name] === undefined || only[name] === cell[name]);
}

function emptyGroup(): Group {
  const latencies = { sent: new Map<number, number>(), delivered: new Map<number, number>() };
  return { counts: new Map(), skipped: new Map(), latencies };
}

function addTo({ counts, skipped, latencies }: Group, cell: Cell, count: number): void {
  const { measure, detail } = cell;
  if (measure === 'skipped') add(skipped, detail, count);
  else add(counts, measure, count);
  if (detail !== '' && (measure === 'sent' || measure === 'delivered')) {
    add(latencies[measure], Number(detail), count);
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function toItem(key: string, { counts, skipped, latencies }: Group): SummaryItem {
  const count = (measure: Measure) => counts.get(measure) ?? 0;
  const toSent = percentilesOf(latencies.sent);
  const toDelivered = percentilesOf(latencies.delivered);
  return {
    ...(key === '' ? {} : { key }),
    counts: countsOf(count),
    skipped: Object.fromEntries([...skipped].sort()),
    ...(toSent === undefined ? {} : { toSent }),
    ...(toDelivered === undefined ? {} : { toDelivered }),
  };
}

function countsOf(count: (measure: Measure) => number): SummaryItem['counts'] {
  return {
    accepted: count('accepted'),
    sent: count('sent'),
    delivered: count('delivered'),
    bounced: count('bounced'),
    complained: count('complained'),
    opened: count('opened'),
    clicked: count('clicked'),
    read: count('read'),
    unsubscribed: count('unsubscribed'),
    failed: count('failed'),
    expired: count('expired'),
  };
}

function percentilesOf(histogram: Histogram): Percentiles | undefined {
  const [p50Ms, p90Ms, p99Ms] = [0.5, 0.9, 0.99].map((share) => percentile(histogram, share));
  return p50Ms === undefined || p90Ms === undefined || p99Ms === undefined
    ? undefined
    : { p50Ms, p90Ms, p99Ms };
}
