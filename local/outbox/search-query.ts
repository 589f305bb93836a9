import * as z from 'zod';
import type { OutboxSearch } from './outbox.ts';
import { OutboxChannel } from './outbox-message.ts';

const channels = OutboxChannel.options;

/** What the outbox can be asked for in a query. */
const SearchQuery = z.object({
  channel: z
    .enum(channels, {
      error: ({ input }) => `${String(input)} is no channel of the outbox: ${channels.join(', ')}.`,
    })
    .optional(),
  /** A part of the recipient. */
  to: z.string().trim().max(500, { error: 'to has at most 500 characters.' }).optional(),
  page: z.coerce
    .number({ error: 'page counts from 1.' })
    .int({ error: 'page counts from 1.' })
    .min(1, { error: 'page counts from 1.' })
    .max(1_000_000, { error: 'page goes up to 1000000.' })
    .default(1),
});

/** What is asked for, and on which page; or what is wrong with the question. */
export type SearchQuery =
  | { readonly kind: 'search'; readonly search: OutboxSearch; readonly page: number }
  | { readonly kind: 'invalid'; readonly message: string };

export const readSearch = (query: URLSearchParams): SearchQuery => {
  const read = SearchQuery.safeParse(Object.fromEntries(query));
  if (!read.success) {
    return { kind: 'invalid', message: read.error.issues.map(({ message }) => message).join(' ') };
  }
  const { channel, to = '', page } = read.data;
  return { kind: 'search', search: { channel, recipient: to }, page };
};

/** The address of a page of the outbox. */
export const searchPath = ({ channel, recipient = '' }: OutboxSearch, page = 1): string => {
  const query = new URLSearchParams({
    ...(channel === undefined ? {} : { channel }),
    ...(recipient === '' ? {} : { to: recipient }),
    ...(page === 1 ? {} : { page: String(page) }),
  });
  return query.size === 0 ? '/' : `/?${query}`;
};
