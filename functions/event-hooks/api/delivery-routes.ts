import * as z from 'zod';
import { isoTime } from '#core/instant.ts';
import { ProblemError } from '#core/problem.ts';
import { messageIdOf } from '#functions/event-hooks/cloud-event.ts';
import {
  type DeliveryLog,
  type HookDelivery,
  HookDeliveryStatus,
  isDeliveryPosition,
} from '#functions/event-hooks/delivery-log.ts';
import { keptDays, keptMs } from '#functions/event-hooks/event-log.ts';
import type { ReplayMessage } from '#functions/event-hooks/hook-messages.ts';
import type { HooksTable } from '#functions/event-hooks/hooks-table.ts';
import { settledAfterMs } from '#functions/event-hooks/kept-hooks.ts';
import type { PostEvent } from '#functions/event-hooks/post-event.ts';
import { invalid } from '#platform/invalid.ts';
import { listQuery, toCursor } from '#platform/paging.ts';
import { type Route, route } from '#platform/route.ts';
import { findHook } from './find-hook.ts';
import { foreignCursor } from './foreign-cursor.ts';
import { HookParams } from './hook-routes.ts';
import { pingEvent } from './ping-event.ts';

export interface DeliveryRoutesDeps {
  readonly hooks: Pick<HooksTable, 'get'>;
  readonly log: Pick<DeliveryLog, 'page'>;
  readonly post: PostEvent;
  /** Asks for a replay after so many seconds; false where that could not be kept. */
  readonly queueReplay: (message: ReplayMessage, delaySeconds: number) => Promise<boolean>;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

const messageId = z.string().meta({ description: 'The header webhook-id.' });
const answered = {
  responseStatus: z.int().optional().meta({ description: "The receiver's HTTP status." }),
  error: z.string().optional().meta({ description: 'What kept it from answering.' }),
};

/** What became of a test. */
const PingView = z
  .object({ messageId, taken: z.boolean(), durationMs: z.int().nonnegative(), ...answered })
  .meta({
    id: 'WebhookPing',
    description: 'What a receiver said to a test event, which is in no list.',
  });

/** A delivery as it is read. */
const DeliveryView = z
  .object({
    eventId: z.string().meta({ description: "The event's own id, of CloudEvents." }),
    messageId,
    type: z.string(),
    status: HookDeliveryStatus,
    attempts: z.int().nonnegative(),
    ...answered,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery', description: 'One event for one webhook, with its last answer.' });

const DeliveryPage = z
  .object({ items: z.array(DeliveryView), cursor: z.string().optional() })
  .meta({ id: 'WebhookDeliveryPage', description: 'Deliveries of two weeks, newest event first.' });

const ReplayRequest = z
  .strictObject({
    from: z.iso.datetime({ offset: true }).meta({ description: `At most ${keptDays} days ago.` }),
  })
  .meta({ id: 'ReplayRequest', description: 'Since when events are wanted again.' });
type ReplayRequest = z.infer<typeof ReplayRequest>;

const ReplayView = z
  .object({ webhookId: z.string(), from: z.iso.datetime(), to: z.iso.datetime() })
  .meta({
    id: 'Replay',
    description: 'What is posted again, each event under the id that it had.',
  });

/** What a receiver was told, and how it took it. */
export const deliveryRoutes: readonly Route<DeliveryRoutesDeps>[] = [
  route<DeliveryRoutesDeps, HookParams>({
    method: 'POST',
    path: '/webhooks/{webhookId}/ping',
    operationId: 'pingWebhook',
    summary: 'Post a test event at once, enabled or not, and see the answer',
    params: HookParams,
    answers: { 200: { description: 'What the receiver answered.', schema: PingView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { webhookId } }, { hooks, post, now, randomBytes }) => {
      const hook = await findHook(webhookId, hooks);
      const at = now();
      const event = pingEvent(webhookId, at, randomBytes(16));
      const { kind, ...answer } = await post(hook, event);
      const body = { messageId: messageIdOf(event), taken: kind === 'taken', ...answer };
      return { status: 200, body: PingView.parse({ ...body, durationMs: now() - at }) };
    },
  }),
  route<DeliveryRoutesDeps, HookParams, z.infer<typeof listQuery>>({
    method: 'GET',
    path: '/webhooks/{webhookId}/deliveries',
    operationId: 'listWebhookDeliveries',
    summary: 'What a webhook was told, and what it answered',
    params: HookParams,
    query: listQuery,
    answers: { 200: { description: 'A page.', schema: DeliveryPage } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { webhookId }, query: { limit, cursor } }, { hooks, log }) => {
      await findHook(webhookId, hooks);
      if (cursor !== undefined && !isDeliveryPosition(cursor)) throw foreignCursor();
      const { items, next } = await log.page(webhookId, limit, cursor);
      return { status: 200, body: { items: items.map(toDeliveryView), ...toCursor(next) } };
    },
  }),
  route<DeliveryRoutesDeps, HookParams, unknown, ReplayRequest>({
    method: 'POST',
    path: '/webhooks/{webhookId}/replay',
    operationId: 'replayWebhook',
    summary: 'Post again what happened since a point in time, as far as the webhook wants it now',
    params: HookParams,
    body: ReplayRequest,
    bodyExample: { from: '2026-11-23T09:00:00Z' },
    answers: { 202: { description: 'It begins within half a minute.', schema: ReplayView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'WEBHOOK_DISABLED', 'UNAVAILABLE'],
    handle: async ({ params: { webhookId }, body }, { hooks, queueReplay, now }) => {
      const hook = await findHook(webhookId, hooks);
      const at = now();
      const from = fromOf(body, at);
      if (!hook.enabled) {
        const detail = `The webhook ${webhookId} is disabled. Enable it by PUT, then replay.`;
        throw new ProblemError('WEBHOOK_DISABLED', detail);
      }
      // Of what comes while not everybody knows yet that it is enabled again, nothing may be missed.
      const to = Math.max(at, hook.updatedAt + settledAfterMs);
      const message = { schemaVersion: 1, kind: 'REPLAY', webhookId, from, to } as const;
      if (!(await queueReplay(message, Math.ceil((to - at) / 1000)))) {
        throw new ProblemError('UNAVAILABLE', 'The replay could not be queued. Try again.');
      }
      return { status: 202, body: { webhookId, from: isoTime(from), to: isoTime(to) } };
    },
  }),
];

function fromOf({ from }: ReplayRequest, now: number): number {
  const at = Date.parse(from);
  if (at <= now && at >= now - keptMs) return at;
  const detail = `/from: must be in the last ${keptDays} days.`;
  throw invalid([{ pointer: '/from', code: 'INVALID_VALUE', detail }]);
}

function toDeliveryView({
  loggedAt,
  updatedAt,
  ...delivery
}: HookDelivery): z.infer<typeof DeliveryView> {
  return { ...delivery, createdAt: isoTime(loggedAt), updatedAt: isoTime(updatedAt) };
}
