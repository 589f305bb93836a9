import type { Outbox, OutboxSearch } from './outbox.ts';
import type { OutboxChannel, OutboxMessage } from './outbox-message.ts';

export const messagesPerPage = 50;

/** One page of what was sent. */
export interface MessagePage {
  /** Newest first. */
  readonly messages: readonly OutboxMessage[];
  /** Of all pages, on the channel that was asked for. */
  readonly total: number;
  /** By channel, for the same recipient. */
  readonly counts: ReadonlyMap<OutboxChannel, number>;
  /** Another one when anything was added. */
  readonly version: string;
}

/** Everything that was sent to people, from the outbox and from their inboxes. */
export interface MessageList {
  /** Oldest first. */
  all(search: OutboxSearch): Promise<readonly OutboxMessage[]>;
  /** Pages count from 1. */
  page(search: OutboxSearch, page: number): Promise<MessagePage>;
  find(id: string): Promise<OutboxMessage | undefined>;
}

interface MessageListSources {
  readonly outbox: Outbox;
  /** In-app messages, oldest first. */
  readonly inbox: () => Promise<readonly OutboxMessage[]>;
}

/** Joins what providers took and what stands in people's inboxes, by time. */
export const createMessageList = ({ outbox, inbox }: MessageListSources): MessageList => {
  const inboxOf = async ({ recipient = '' }: OutboxSearch) => {
    const part = recipient.toLowerCase();
    return (await inbox()).filter(({ to }) => to.toLowerCase().includes(part));
  };
  return {
    all: async (search) => {
      const { channel } = search;
      const sent =
        channel === 'IN_APP' ? [] : outbox.newest(search, Number.MAX_SAFE_INTEGER).toReversed();
      if (channel !== undefined && channel !== 'IN_APP') return sent;
      return [...sent, ...(await inboxOf(search))].sort(byTime);
    },
    page: async (search, page) => {
      const { channel } = search;
      const inApp = await inboxOf(search);
      const end = page * messagesPerPage;
      const sent = channel === 'IN_APP' ? [] : outbox.newest(search, end);
      const shown = channel === undefined || channel === 'IN_APP' ? inApp.slice(-end) : [];
      const newest = [...sent.toReversed(), ...shown].sort(byTime).reverse();
      const counts = new Map(outbox.counts(search.recipient)).set('IN_APP', inApp.length);
      const sum = [...counts.values()].reduce((total, count) => total + count, 0);
      const read = inApp.filter(({ readAt }) => readAt !== undefined).length;
      return {
        messages: newest.slice(end - messagesPerPage, end),
        total: channel === undefined ? sum : (counts.get(channel) ?? 0),
        counts,
        version: [sum, read, newest[0]?.id ?? ''].join(' '),
      };
    },
    find: async (id) => outbox.find(id) ?? (await inbox()).find((message) => message.id === id),
  };
};

/** ISO 8601 in UTC sorts as it stands; the sort is stable. */
function byTime(a: OutboxMessage, b: OutboxMessage): number {
  return a.sentAt < b.sentAt ? -1 : a.sentAt > b.sentAt ? 1 : 0;
}
