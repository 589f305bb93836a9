import { createHmac } from 'node:crypto';
import { deriveWebhookSecret, signingVersions } from '#functions/webhooks/webhook-secret.ts';
import type { EventHook } from './event-hook.ts';

/** A receiver's secret: derived apart from users', so that nobody can be named into having the same. */
export const deriveHookSecret = (master: string, webhookId: string, version: number): string =>
  deriveWebhookSecret(
    createHmac('sha256', master).update('event-hooks').digest('base64'),
    webhookId,
    version,
  );

/** The secrets that sign now, the newest first. */
export const hookSecrets = (
  master: string,
  { webhookId, secretVersions }: EventHook,
  now: number,
): readonly string[] =>
  signingVersions(secretVersions, now).map((version) =>
    deriveHookSecret(master, webhookId, version),
  );
