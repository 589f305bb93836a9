import { ProblemError } from '#core/problem.ts';
import type { EventHook } from '#functions/event-hooks/event-hook.ts';
import { deriveHookSecret } from '#functions/event-hooks/hook-secret.ts';
import type { HooksTable } from '#functions/event-hooks/hooks-table.ts';
import { secretAnswer, WebhookSecretView } from '#functions/webhooks/secret-view.ts';
import { newestVersion, rotateVersions } from '#functions/webhooks/webhook-secret.ts';
import { type HttpResponse, type Route, route } from '#platform/route.ts';
import { findHook } from './find-hook.ts';
import { HookParams } from './hook-routes.ts';

export interface SecretRoutesDeps {
  readonly hooks: Pick<HooksTable, 'get' | 'putSecretVersions'>;
  readonly readMasterSecret: () => Promise<string>;
  readonly now: () => number;
}

/** The secret that a receiver checks by. */
export const secretRoutes: readonly Route<SecretRoutesDeps>[] = [
  route<SecretRoutesDeps, HookParams>({
    method: 'GET',
    path: '/webhooks/{webhookId}/secret',
    operationId: 'getEventWebhookSecret',
    summary: 'The secret that signs what a webhook is told',
    params: HookParams,
    answers: { 200: { description: 'The newest secret.', schema: WebhookSecretView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { webhookId } }, deps) =>
      answer(await findHook(webhookId, deps.hooks), deps),
  }),
  route<SecretRoutesDeps, HookParams>({
    method: 'POST',
    path: '/webhooks/{webhookId}/secret/rotate',
    operationId: 'rotateEventWebhookSecret',
    summary: 'Sign by a new secret; the one before signs as well for 24 hours more',
    params: HookParams,
    answers: { 200: { description: 'The new secret.', schema: WebhookSecretView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
    handle: async ({ params: { webhookId } }, deps) => {
      const hook = await findHook(webhookId, deps.hooks);
      const secretVersions = rotateVersions(hook.secretVersions, deps.now());
      if (await deps.hooks.putSecretVersions(webhookId, secretVersions, hook.secretVersions)) {
        return answer({ ...hook, secretVersions }, deps);
      }
      const detail = 'Somebody else rotated this secret at the same moment. Read it, or try again.';
      throw new ProblemError('UNAVAILABLE', detail);
    },
  }),
];

async function answer(
  { webhookId, secretVersions }: EventHook,
  { readMasterSecret }: SecretRoutesDeps,
): Promise<HttpResponse> {
  const version = newestVersion(secretVersions);
  const secret = deriveHookSecret(await readMasterSecret(), webhookId, version);
  return secretAnswer({ secret, version });
}
