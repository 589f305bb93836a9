import * as z from 'zod';
import { base36 } from '#core/ids.ts';
import { ProblemError } from '#core/problem.ts';
import { EventHookId } from '#functions/event-hooks/event-hook.ts';
import type { HooksTable } from '#functions/event-hooks/hooks-table.ts';
import { listQuery, toCursor } from '#platform/paging.ts';
import { type Route, route } from '#platform/route.ts';
import { findHook, noSuchHook } from './find-hook.ts';
import { foreignCursor } from './foreign-cursor.ts';
import {
  toSettings,
  toWebhookView,
  WebhookPage,
  WebhookRequest,
  WebhookView,
} from './hook-view.ts';

export interface HookRoutesDeps {
  readonly hooks: Pick<HooksTable, 'list' | 'get' | 'create' | 'replace' | 'remove'>;
  readonly allowLoopback: boolean;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Every event is compared with every one of them. */
const mostHooks = 100;

/** The path parameters of one receiver. */
export const HookParams = z.object({ webhookId: EventHookId });
export type HookParams = z.infer<typeof HookParams>;

const path = '/webhooks/{webhookId}';
const body = WebhookRequest;
const bodyExample = {
  url: 'https://hooks.example.com/herald',
  events: ['herald.delivery.bounced', 'herald.delivery.complained'],
};

/** The company's own receivers of events. */
export const hookRoutes: readonly Route<HookRoutesDeps>[] = [
  route<HookRoutesDeps, unknown, z.infer<typeof listQuery>>({
    method: 'GET',
    path: '/webhooks',
    operationId: 'listWebhooks',
    summary: 'Who is told of events',
    query: listQuery,
    answers: { 200: { description: 'A page.', schema: WebhookPage } },
    problems: ['INVALID_REQUEST'],
    handle: async ({ query: { limit, cursor } }, { hooks }) => {
      if (cursor !== undefined && !EventHookId.safeParse(cursor).success) throw foreignCursor();
      const rest = (await hooks.list()).filter(({ webhookId }) => webhookId > (cursor ?? ''));
      const items = rest.slice(0, limit);
      const next = rest.length > limit ? items.at(-1)?.webhookId : undefined;
      return { status: 200, body: { items: items.map(toWebhookView), ...toCursor(next) } };
    },
  }),
  route<HookRoutesDeps, unknown, unknown, WebhookRequest>({
    method: 'POST',
    path: '/webhooks',
    operationId: 'createWebhook',
    summary: 'Tell another receiver of events, from now on',
    body,
    bodyExample,
    answers: { 201: { description: 'It is told within seconds.', schema: WebhookView } },
    problems: ['INVALID_REQUEST', 'TOO_MANY_WEBHOOKS'],
    handle: async (input, { hooks, allowLoopback, now, randomBytes }) => {
      const settings = toSettings(input.body, allowLoopback);
      if ((await hooks.list()).length >= mostHooks) {
        const detail = `There are ${mostHooks} webhooks already. Remove one.`;
        throw new ProblemError('TOO_MANY_WEBHOOKS', detail);
      }
      const at = now();
      const webhookId = `whk_${base36(randomBytes(16))}`;
      const hook = { webhookId, ...settings, createdAt: at, updatedAt: at };
      await hooks.create(hook);
      const headers = { location: `/v1/webhooks/${webhookId}` };
      return { status: 201, body: toWebhookView(hook), headers };
    },
  }),
  route<HookRoutesDeps, HookParams>({
    method: 'GET',
    path,
    operationId: 'getWebhook',
    summary: 'One receiver, and whether it fails or was disabled for it',
    params: HookParams,
    answers: { 200: { description: 'It.', schema: WebhookView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { webhookId } }, { hooks }) => {
      return { status: 200, body: toWebhookView(await findHook(webhookId, hooks)) };
    },
  }),
  route<HookRoutesDeps, HookParams, unknown, WebhookRequest>({
    method: 'PUT',
    path,
    operationId: 'replaceWebhook',
    summary: 'Replace what it is told, and where; one that was disabled is enabled again',
    params: HookParams,
    body,
    bodyExample,
    answers: { 200: { description: 'It is obeyed within seconds.', schema: WebhookView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { webhookId }, ...input }, { hooks, allowLoopback, now }) => {
      const settings = toSettings(input.body, allowLoopback);
      const replaced = await hooks.replace(webhookId, settings, now());
      return { status: 200, body: toWebhookView(replaced ?? noSuchHook(webhookId)) };
    },
  }),
  route<HookRoutesDeps, HookParams>({
    method: 'DELETE',
    path,
    operationId: 'removeWebhook',
    summary: 'Tell it nothing any more, what waits for it included',
    params: HookParams,
    answers: { 204: { description: 'It is told nothing more within seconds.' } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { webhookId } }, { hooks }) => {
      if (!(await hooks.remove(webhookId))) noSuchHook(webhookId);
      return { status: 204 };
    },
  }),
];
