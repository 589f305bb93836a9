import { Webhook } from 'standardwebhooks';
import { webhook } from '#functions/channels/webhook/channel.ts';
import { createSendWebhook } from '#functions/channels/webhook/send-webhook.ts';
import { deriveWebhookSecret } from '#functions/webhooks/webhook-secret.ts';
import { createProfiles, type Profiles } from '#platform/profiles.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { describeChannelContract } from '../channel-contract.ts';
import { startFakeProvider } from '../fake-provider.ts';

const userId = 'demo-ada';
const master = 'the master secret of the contract';
const retryAfterSeconds = 7;

let profiles: Profiles;
let address: string;
let recipientsNumber = 0;

/** A receiver that takes nothing whose signature the reference library does not accept. */
const receiver = new Webhook(deriveWebhookSecret(master, userId, 1));

describeChannelContract({
  channel: webhook,
  provider: 'WEBHOOK',
  get address() {
    return address;
  },
  content: { title: 'A title told to nobody', body: 'Words for her eyes' },
  malformedAddress: 'https://hooks-of-nobody/herald',
  oversizedContent: { title: 'Large', body: 'ü'.repeat(128 * 1024) },
  retryAfterSeconds,
  start: async ({ dynamo, createTable }) => {
    recipientsNumber += 1;
    const table = `recipients-${recipientsNumber}`;
    await createTable(table, tableKeys.recipients);
    profiles = createProfiles(dynamo, table);
    const provider = await startFakeProvider({
      accept: ({ headers, body }) => {
        const sent = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, String(value)]),
        );
        receiver.verify(body, sent);
        return { answer: { status: 204, body: '' }, messageId: sent['webhook-id'] ?? '' };
      },
      reject: ({ path }) => ({ status: 404, body: `There is no ${path}` }),
      throttle: () => ({
        status: 429,
        headers: { 'retry-after': String(retryAfterSeconds) },
        body: '',
      }),
    });
    address = `${provider.url}/hooks/of-ada?key=k1`;
    await profiles.put(userId, { webhookUrl: address }, undefined, new Date().toISOString());
    return provider;
  },
  // The receiver asks the real clock how old a signature is.
  createSend: ({ timeoutMs }) =>
    createSendWebhook({
      findProfile: profiles.get,
      readMasterSecret: async () => master,
      allowLoopback: true,
      now: Date.now,
      timeoutMs,
    }),
});
