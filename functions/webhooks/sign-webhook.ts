import { createHmac } from 'node:crypto';

/** What is signed of a request. */
interface Signed {
  readonly id: string;
  /** Milliseconds since 1970: of this attempt. */
  readonly at: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks: one signature for each secret, the newest first.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signWebhook = ({ id, at, body }: Signed, secrets: readonly string[]) => {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
};
