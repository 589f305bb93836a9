import * as z from 'zod';
import { ReplyEvent, StatusEvent } from '#core/event.ts';
import type { parseDeliveryId } from '#core/ids.ts';
import type { Tracer } from '../tracer.ts';
import { nameOf } from './delivery-steps.ts';
import type { ReportBreach } from './ledger.ts';
import type { Tales } from './tales.ts';

const CloudStatusEvent = z.object({ id: z.string(), data: StatusEvent });
const CloudReplyEvent = z.object({ id: z.string(), data: ReplyEvent });

interface EventWatcherOptions {
  readonly tracer: Tracer;
  readonly tales: Tales;
  readonly breach: ReportBreach;
  /** As parseDeliveryId, and a breach where there are none. */
  readonly partsOf: typeof parseDeliveryId;
}

/** Sees every event: it is told once, and of what was written. */
export const createEventWatcher =
  ({ tracer, tales, breach, partsOf }: EventWatcherOptions) =>
  (message: string): void => {
    const said = JSON.parse(message);
    if ('replyId' in said.data) {
      const { intent, replyId } = CloudReplyEvent.parse(said).data;
      if (intent !== 'REPLY') tales.toldReplies.add(replyId);
      return;
    }
    const { id, data } = CloudStatusEvent.parse(said);
    const { notificationId, deliveryId, status } = data;
    const complain = (detail: string) => breach('events follow writes', detail, notificationId);
    const note = (published: Map<string, string>, name: string) => {
      const before = published.get(name);
      if (before !== undefined && before !== id)
        complain(`${name} was published as ${before} and as ${id}`);
      published.set(name, id);
    };
    tracer.tell(notificationId, () => `published ${id}`);
    if (deliveryId === undefined) {
      const { published, written } = tales.of(notificationId);
      note(published, data.channel ? `${status}.${data.channel}` : status);
      // Of channels, and of nobody to hear it, the record of the routing says so.
      const isWritten = written.has(status === 'SKIPPED' ? 'ROUTED' : status);
      if (!isWritten) complain(`${status} was told before it was written`);
      return;
    }
    const parts = partsOf(deliveryId);
    if (parts === undefined) return;
    const tale = tales.ofDelivery(parts.notificationId, parts.key);
    const name = data.engagement ?? nameOf(status, data.attempt, data.round);
    if (!tale.written.has(name)) complain(`${parts.key} ${name} was told before it was written`);
    note(tale.published, name);
  };
