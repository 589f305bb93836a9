import { uncountedTypes } from '#functions/analytics/count-event.ts';
import type { Gateway } from '../cloud/gateway.ts';
import type { Queue } from '../cloud/queues.ts';
import type { Table } from '../cloud/tables.ts';
import type { OnPublished } from '../cloud/topic.ts';
import type { WiredService } from '../cloud/wire.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { judgeCounts } from './judge-counts.ts';
import { judgeReceivers } from './judge-receivers.ts';
import { beginOwners } from './owners.ts';
import { createPublished } from './published.ts';
import { createReceivers } from './receiver.ts';
import { createReceiverService } from './receiver-service.ts';

/** What stands behind the events topic: the company's own receivers, and what counts. */
export interface Subscribers {
  readonly service: WiredService;
  readonly onPublished: OnPublished;
  /** The teams behind the receivers begin their work. */
  begin(gateway: Gateway): void;
  judge(): void;
}

interface SubscribersOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ledger: Pick<Ledger, 'breach'>;
  readonly tableOf: (name: 'event-hooks' | 'analytics') => Table;
  readonly queues: readonly Queue[];
  /** Whether anybody is there. */
  readonly isHeard: boolean;
  readonly start: number;
  readonly until: number;
}

/** Types that the analytics queue's subscription filters out. */
const unsubscribed: ReadonlySet<string> = new Set(uncountedTypes);

export const createSubscribers = (options: SubscribersOptions): Subscribers => {
  const { clock, random, ledger, tableOf, queues, isHeard, start, until } = options;
  const receivers = isHeard ? createReceivers(random.fork('receivers'), start, until) : [];
  const published = createPublished(clock.now);
  const hooks = tableOf('event-hooks');
  const toOwners = random.fork('owners');
  const queueOf = (name: string) => queues.find((queue) => queue.name === name);
  const [hookQueue, analyticsQueue] = [queueOf('event-hooks'), queueOf('analytics')];

  let waiting: readonly { readonly at: number; readonly action: () => void }[] = [];
  const whenBusy = (at: number, action: () => void) => {
    waiting = [...waiting, { at, action }];
  };
  const noteBusy = () => {
    const due = waiting.filter(({ at }) => at <= clock.now());
    if (due.length === 0) return;
    waiting = waiting.filter((one) => !due.includes(one));
    for (const { action } of due) clock.after(toOwners.below(5_000), action);
  };

  /** SNS hands on at least once, and mostly at once. */
  const handOn = (queue: Queue | undefined, message: string) => {
    const send = () => queue?.send(message, 0);
    const way = random.next();
    if (way < 0.9) send();
    else clock.after(random.below(way < 0.99 ? 1_000 : 120_000), send);
    if (way > 0.995) send();
  };

  return {
    service: createReceiverService({ receivers, published, hooks, ledger, now: clock.now }),
    onPublished: (message, type) => {
      if (!isHeard) return;
      published.add(message);
      noteBusy();
      handOn(hookQueue, message);
      if (!unsubscribed.has(type)) handOn(analyticsQueue, message);
    },
    begin: (gateway) => beginOwners({ receivers, gateway, clock, random: toOwners, whenBusy }),
    judge: () => {
      if (!isHeard) return;
      const ways = queues.filter(({ name }) => name.startsWith('event-hook'));
      judgeReceivers({ receivers, published, queues: ways, hooks, ledger });
      const analytics = tableOf('analytics');
      judgeCounts({ published, queue: analyticsQueue, analytics, ledger });
    },
  };
};
