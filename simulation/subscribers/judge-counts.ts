import { isReply, type StatusEvent } from '#core/event.ts';
import { parseCellKey } from '#functions/analytics/cell.ts';
import { decodeCounts } from '#functions/analytics/segment.ts';
import type { Queue } from '../cloud/queues.ts';
import type { Table } from '../cloud/tables.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Published } from './published.ts';
import { StatusOrReply } from './status-or-reply.ts';

interface JudgeCountsOptions {
  readonly published: Published;
  readonly queue: Queue | undefined;
  readonly analytics: Table;
  readonly ledger: Pick<Ledger, 'breach'>;
}

/** The numbers are what was published, each thing once, in the hour in which it happened. */
export const judgeCounts = ({ published, queue, analytics, ledger }: JudgeCountsOptions): void => {
  // What is in the DLQ is in no number yet.
  if (queue !== undefined && queue.parked().length > 0) return;
  const expected = whatHappened(
    [...published.all.values()].flatMap(({ messages }) => [...messages]),
  );
  const counted = new Map<string, number>();
  for (const { pk, cells } of analytics.items()) {
    if (!String(pk).startsWith('DAY#') || !(cells instanceof Uint8Array)) continue;
    for (const [key, count] of decodeCounts(cells)) {
      const { measure, channel } = parseCellKey(key);
      const name = `${measure} ${channel}`;
      counted.set(name, (counted.get(name) ?? 0) + count);
    }
  }
  for (const name of new Set([...expected.keys(), ...counted.keys()])) {
    const found = counted.get(name) ?? 0;
    const happened = [...(expected.get(name)?.values() ?? [])];
    const most = happened.reduce((sum, times) => sum + hoursOf(name, times), 0);
    if (found < happened.length || found > most) {
      const detail = `${name}: ${found} were counted of ${happened.length}`;
      ledger.breach('the numbers add up', detail);
    }
  }
};

/** Of what providers and readers say, the earliest may come last. */
const isSaid = /^(delivered|bounced|complained|opened|clicked)/;

/** Where its provider speaks of it before its lane, or instead, that it was sent is told as of that. */
const nearMs = 600_000;

/** In how many hours one thing may stand (docs/adr/0010-analytics.md). */
function hoursOf(name: string, times: readonly number[]): number {
  const first = Math.min(...times);
  const counting = isSaid.test(name) ? times : times.filter((at) => at - first < nearMs);
  return new Set(counting.map((at) => Math.floor(at / 3_600_000))).size;
}

/** What each status counts as, and what people do. */
const measures: Readonly<Record<string, string>> = {
  SENT: 'sent',
  DELIVERED: 'delivered',
  BOUNCED: 'bounced',
  COMPLAINED: 'complained',
  FAILED: 'failed',
  SKIPPED: 'skipped',
  EXPIRED: 'expired',
  OPENED: 'opened',
  CLICKED: 'clicked',
  READ: 'read',
  UNSUBSCRIBED: 'unsubscribed',
};

const uncounted: ReadonlySet<string> = new Set(['ACCEPTED', 'SCHEDULED', 'ROUTED', 'QUEUED']);
const later: ReadonlySet<string> = new Set(['DELIVERED', 'BOUNCED', 'COMPLAINED']);

/** By measure and channel, what there was of it, and when as everybody told it. */
function whatHappened(
  messages: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, Map<string, number[]>>();
  const count: Count = (measure, channel, subject, at) => {
    const name = `${measure} ${channel}`;
    const subjects = found.get(name) ?? new Map<string, number[]>();
    found.set(name, subjects.set(subject, [...(subjects.get(subject) ?? []), at]));
  };
  for (const message of messages) {
    const event = StatusOrReply.parse(JSON.parse(message)).data;
    if (!isReply(event) && !uncounted.has(event.status)) countOne(event, count);
  }
  return found;
}

type Count = (measure: string, channel: string, subject: string, at: number) => void;

function countOne(event: StatusEvent, count: Count): void {
  const { notificationId, deliveryId, channel = '', status, engagement, at, dueAt = at } = event;
  const measure = measures[engagement ?? status];
  const isWhole = status === 'SKIPPED' && channel === '';
  if (measure !== undefined && !isWhole) {
    const subject = status === 'SKIPPED' ? undefined : deliveryId;
    count(measure, channel, subject ?? `${notificationId}-${channel}`, at);
  }
  const isUndone = status === 'CANCELLED' && at < dueAt;
  if (engagement !== undefined || later.has(status) || isUndone) return;
  count('accepted', '', notificationId, dueAt);
  if (channel !== '') count('accepted', channel, `${notificationId}-${channel}`, dueAt);
}
