import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';
import { UserId, type WebhookSecretVersions } from '#core/recipient.ts';
import { findUser } from '#functions/users/profiles/find-user.ts';
import { secretAnswer, WebhookSecretView } from '#functions/webhooks/secret-view.ts';
import {
  deriveWebhookSecret,
  newestVersion,
  rotateVersions,
} from '#functions/webhooks/webhook-secret.ts';
import type { Profiles } from '#platform/profiles.ts';
import { type HttpResponse, type Route, route } from '#platform/route.ts';
import type { PutWebhookSecretVersions } from '#platform/webhook-secret-versions.ts';

export interface WebhookSecretRoutesDeps {
  readonly profiles: Pick<Profiles, 'get'>;
  readonly putWebhookSecretVersions: PutWebhookSecretVersions;
  readonly readWebhookMasterSecret: () => Promise<string>;
  readonly now: () => number;
}

const Params = z.object({ userId: UserId });
type Params = z.infer<typeof Params>;

/** The secret that a user's webhooks are signed by. */
export const webhookSecretRoutes: readonly Route<WebhookSecretRoutesDeps>[] = [
  route<WebhookSecretRoutesDeps, Params>({
    method: 'GET',
    path: '/users/{userId}/webhook-secret',
    operationId: 'getWebhookSecret',
    summary: "The secret that signs a user's webhooks",
    params: Params,
    answers: { 200: { description: 'The newest secret.', schema: WebhookSecretView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId } }, deps) => {
      const { webhookSecret } = await findUser(userId, deps.profiles);
      return answer(userId, webhookSecret, deps);
    },
  }),
  route<WebhookSecretRoutesDeps, Params>({
    method: 'POST',
    path: '/users/{userId}/webhook-secret/rotate',
    operationId: 'rotateWebhookSecret',
    summary: 'Sign by a new secret; the one before signs as well for 24 hours more',
    params: Params,
    answers: { 200: { description: 'The new secret.', schema: WebhookSecretView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
    handle: async ({ params: { userId } }, deps) => {
      const { webhookSecret: seen } = await findUser(userId, deps.profiles);
      const rotated = rotateVersions(seen, deps.now());
      if (await deps.putWebhookSecretVersions(userId, rotated, seen)) {
        return answer(userId, rotated, deps);
      }
      const detail = 'Somebody else rotated this secret at the same moment. Read it, or try again.';
      throw new ProblemError('UNAVAILABLE', detail);
    },
  }),
];

async function answer(
  userId: string,
  versions: WebhookSecretVersions | undefined,
  { readWebhookMasterSecret }: WebhookSecretRoutesDeps,
): Promise<HttpResponse> {
  const version = newestVersion(versions);
  const secret = deriveWebhookSecret(await readWebhookMasterSecret(), userId, version);
  return secretAnswer({ secret, version });
}
