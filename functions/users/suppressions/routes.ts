import type * as z from 'zod';
import { invalid } from '#platform/invalid.ts';
import { listQuery, toCursor } from '#platform/paging.ts';
import { hashOfKey } from '#platform/recipients-table.ts';
import { type HttpResponse, type Route, route } from '#platform/route.ts';
import type { SuppressionsTable } from '#platform/suppressions.ts';
import {
  readAddress,
  SuppressionPage,
  SuppressionRequest,
  SuppressionView,
  toSuppressionItem,
  toSuppressionView,
} from './suppression-view.ts';

export interface SuppressionRoutesDeps {
  readonly suppressions: SuppressionsTable;
  readonly now: () => number;
}

const one = {
  method: 'POST',
  body: SuppressionRequest,
  bodyExample: { channel: 'EMAIL', address: 'ada@example.com' },
  answers: { 200: { description: 'How it stands now.', schema: SuppressionView } },
  problems: ['INVALID_REQUEST'],
} as const;

/** What is not to be written to, whoever asks and whoever owns it. */
export const suppressionRoutes: readonly Route<SuppressionRoutesDeps>[] = [
  route<SuppressionRoutesDeps, unknown, z.infer<typeof listQuery>>({
    method: 'GET',
    path: '/suppressions',
    operationId: 'listSuppressions',
    summary: 'What is suppressed',
    query: listQuery,
    answers: { 200: { description: 'A page.', schema: SuppressionPage } },
    problems: ['INVALID_REQUEST'],
    handle: async ({ query: { limit, cursor } }, { suppressions }) => {
      if (cursor !== undefined && hashOfKey(cursor) === undefined) throw foreignCursor();
      const { items, next } = await suppressions.list(limit, cursor);
      return { status: 200, body: { items: items.map(toSuppressionItem), ...toCursor(next) } };
    },
  }),
  route<SuppressionRoutesDeps, unknown, unknown, SuppressionRequest>({
    ...one,
    path: '/suppressions',
    operationId: 'addSuppression',
    summary: 'Write to an address by a channel no more',
    handle: async ({ body, request }, { suppressions, now }) => {
      const subject = readAddress(body);
      const suppression = { cause: 'MANUAL', at: now(), by: request.caller } as const;
      await suppressions.add({ channel: body.channel, ...subject, suppression });
      return answer(body.channel, subject.address, suppressions);
    },
  }),
  route<SuppressionRoutesDeps, unknown, unknown, SuppressionRequest>({
    ...one,
    path: '/suppressions/remove',
    operationId: 'removeSuppression',
    summary: 'Write to an address by a channel again, whatever suppressed it',
    handle: async ({ body, request }, { suppressions, now }) => {
      const { address } = readAddress(body);
      const by = request.caller;
      await suppressions.remove({ channel: body.channel, address, at: now(), by });
      return answer(body.channel, address, suppressions);
    },
  }),
  route<SuppressionRoutesDeps, unknown, unknown, SuppressionRequest>({
    ...one,
    path: '/suppressions/find',
    operationId: 'findSuppression',
    summary: 'Whether an address is suppressed for a channel, why and since when',
    handle: async ({ body }, { suppressions }) =>
      answer(body.channel, readAddress(body).address, suppressions),
  }),
];

async function answer(
  channel: string,
  address: string,
  { find }: SuppressionsTable,
): Promise<HttpResponse> {
  const state = await find(channel, address);
  return { status: 200, body: toSuppressionView(channel, address, state) };
}

function foreignCursor() {
  const detail = 'The cursor is not one that a previous page gave.';
  return invalid([{ pointer: '/query/cursor', code: 'INVALID_VALUE', detail }]);
}
