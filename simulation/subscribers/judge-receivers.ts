import * as z from 'zod';
import { isWanted } from '#functions/event-hooks/event-hook.ts';
import type { Queue } from '../cloud/queues.ts';
import type { Table } from '../cloud/tables.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Published, PublishedEvent } from './published.ts';
import { isReplayed, type Receiver } from './receiver.ts';

interface JudgeReceiversOptions {
  readonly receivers: readonly Receiver[];
  readonly published: Published;
  readonly queues: readonly Queue[];
  readonly hooks: Table;
  readonly ledger: Pick<Ledger, 'breach'>;
}

/** Herald reads its receivers at most so often: what came before that was told without the new one. */
const graceMs = 3_000;

/** Herald tries for a day; who is out for longer, or does not want any more, may miss something. */
const hearsAll = ({ goneAt, removedAt }: Receiver) =>
  goneAt === undefined && removedAt === undefined;

/** Who wanted an event has it, and the list of deliveries says what became of it. */
export const judgeReceivers = (options: JudgeReceiversOptions): void => {
  const { receivers, published, queues, hooks, ledger } = options;
  const parked = parkedIn(queues);
  for (const receiver of receivers.filter(hearsAll)) {
    if (parked.has(receiver.webhookId ?? '')) continue;
    const since = (receiver.registered ?? Number.POSITIVE_INFINITY) + graceMs;
    for (const { event, at } of published.all.values()) {
      if (at < since || !isWanted(receiver.filters, event)) continue;
      if (receiver.taken.has(event.id) || parked.has(event.id)) continue;
      const after = isReplayed(receiver) ? ', not even after a replay' : '';
      ledger.breach(
        'who wants an event hears of it',
        `${receiver.name} never heard of ${event.id}${after}`,
        notificationOf({ event }),
      );
    }
  }
  for (const receiver of receivers.filter(({ removed }) => removed === undefined)) {
    for (const { eventId, status } of listedFor(receiver, hooks)) {
      if (status !== 'RETRYING' || parked.has(eventId)) continue;
      const detail = `${receiver.name}: ${eventId} is said to be tried again, and nothing moves`;
      ledger.breach('who wants an event hears of it', detail);
    }
  }
};

const ListedDelivery = z.object({ eventId: z.string(), status: z.string() });
const Subject = z.object({ notificationId: z.string().optional() });
const ParkedMessage = z.object({
  id: z.string().optional(),
  kind: z.literal('REPLAY').optional(),
  webhookId: z.string().optional(),
  event: z.object({ id: z.string() }).optional(),
});

/** The list of deliveries, as GET /webhooks/{webhookId}/deliveries reads it. */
function listedFor({ webhookId }: Receiver, hooks: Table) {
  return [...hooks.items()]
    .filter(({ pk }) => String(pk).startsWith(`DELIVERIES#${webhookId}#`))
    .map((item) => ListedDelivery.parse(item));
}

function notificationOf({ event }: Pick<PublishedEvent, 'event'>): string | undefined {
  return Subject.parse(event.data).notificationId;
}

/** What stands in a DLQ on its way to receivers: events, whoever they were for, and the receivers of replays. */
function parkedIn(queues: readonly Queue[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { body } of queues.flatMap((queue) => queue.parked())) {
    const { id, kind, webhookId, event } = ParkedMessage.parse(JSON.parse(body));
    const what = kind === 'REPLAY' ? webhookId : (event?.id ?? id);
    if (what !== undefined) found.add(what);
  }
  return found;
}
