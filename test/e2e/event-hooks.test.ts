import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import { targetNow } from './clock.ts';
import { expectProblem, orderFor, send, uniqueAddress, waitForStatus } from './herald.ts';
import { type Hook, startHookReceiver, verifyHook } from './hook-receiver.ts';
import { needs } from './needs.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const DateTime = z.iso.datetime();
const WebhookView = z.strictObject({
  webhookId: z.string().regex(/^whk_/),
  url: z.string(),
  events: z.array(z.string()).optional(),
  channels: z.array(z.string()).optional(),
  templateIds: z.array(z.string()).optional(),
  enabled: z.boolean(),
  disabledAt: DateTime.optional(),
  disabledCause: z.enum(['FAILING', 'GONE']).optional(),
  failingSince: DateTime.optional(),
  createdAt: DateTime,
  updatedAt: DateTime,
});
const Secret = z.strictObject({ secret: z.string().startsWith('whsec_'), version: z.int() });
const DeliveryPage = z.strictObject({
  items: z.array(
    z.strictObject({
      eventId: z.string(),
      messageId: z.string(),
      type: z.string(),
      status: z.enum(['DELIVERED', 'RETRYING', 'FAILED', 'SKIPPED']),
      attempts: z.int(),
      responseStatus: z.int().optional(),
      error: z.string().optional(),
      createdAt: DateTime,
      updatedAt: DateTime,
    }),
  ),
  cursor: z.string().optional(),
});
const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  type: z.string(),
  data: z.looseObject({ notificationId: z.string().optional() }),
});

const makeWebhook = async (body: object) => {
  const answer = await call('POST', '/webhooks', { body });
  expect(answer, answer.text).toMatchObject({ status: 201 });
  const hook = WebhookView.parse(answer.body);
  onTestFinished(async () => {
    await call('DELETE', `/webhooks/${hook.webhookId}`);
  });
  return { ...hook, path: `/webhooks/${hook.webhookId}` };
};

const secretOf = async (path: string) => Secret.parse((await call('GET', `${path}/secret`)).body);
const readWebhook = async (path: string) => WebhookView.parse((await call('GET', path)).body);
const eventOf = ({ body }: Hook) => CloudEvent.parse(JSON.parse(body));

/** What is kept of the receivers for a few seconds has been read anew. */
const letItBeKnown = () => new Promise((resolve) => setTimeout(resolve, 3_500));

const sendAnOrder = async () => {
  const { notificationId } = await send(
    orderFor({ recipientIdentifier: uniqueAddress(), channels: ['EMAIL'] }),
  );
  await waitForStatus(notificationId);
  return notificationId;
};

const about = (hooks: readonly Hook[], notificationId: string) =>
  hooks.filter((hook) => eventOf(hook).data.notificationId === notificationId);

needs('loopback-webhooks')('tells receivers what became of a notification, signed', async () => {
  const receiver = await startHookReceiver();
  const hook = await makeWebhook({
    url: receiver.url,
    events: ['herald.delivery.sent'],
    templateIds: ['ORDER_CONFIRMATION'],
  });
  const deaf = await startHookReceiver();
  await makeWebhook({ url: deaf.url, templateIds: ['ONE_TIME_CODE'] });
  const broken = await startHookReceiver();
  broken.answer = 500;
  await makeWebhook({ url: broken.url });
  const first = await secretOf(hook.path);
  const rotated = Secret.parse((await call('POST', `${hook.path}/secret/rotate`)).body);
  expect(rotated).toMatchObject({ version: 2 });
  expect(await secretOf(hook.path)).toEqual(rotated);

  const ping = await call('POST', `${hook.path}/ping`);
  expect(ping.body).toMatchObject({ taken: true, responseStatus: 204 });
  await letItBeKnown();
  const notificationId = await sendAnOrder();
  const [told] = await waitFor('the event', async () => {
    const found = about(receiver.hooks, notificationId);
    return found.length > 0 ? found : undefined;
  });
  if (told === undefined) throw new Error('nothing was told');
  expect(told.headers['content-type']).toBe('application/cloudevents+json');
  expect(eventOf(told)).toMatchObject({
    type: 'herald.delivery.sent',
    data: { notificationId, status: 'SENT', templateId: 'ORDER_CONFIRMATION' },
  });
  // Who has not changed the secret yet still understands.
  const now = await targetNow();
  for (const { secret } of [first, rotated]) {
    expect(verifyHook(told, secret, now)).toMatchObject({ id: eventOf(told).id });
  }
  expect(deaf.hooks).toEqual([]);

  const messageId = String(told.headers['webhook-id']);
  const delivery = await waitFor('the delivery in the list', async () => {
    const answer = await call('GET', `${hook.path}/deliveries?limit=100`);
    return DeliveryPage.parse(answer.body).items.find((one) => one.messageId === messageId);
  });
  expect(delivery).toMatchObject({
    eventId: eventOf(told).id,
    type: 'herald.delivery.sent',
    status: 'DELIVERED',
    attempts: 1,
    responseStatus: 204,
  });
});

needs('loopback-webhooks')(
  'posts again what a receiver missed, under the same ids, and calls no more who is gone',
  async () => {
    const receiver = await startHookReceiver();
    const hook = await makeWebhook({ url: receiver.url, channels: ['EMAIL'] });
    await letItBeKnown();
    const from = new Date((await targetNow()) - 60_000).toISOString();
    receiver.answer = 410;
    const missed = await sendAnOrder();
    const disabled = await waitFor('it to be disabled', async () => {
      const now = await readWebhook(hook.path);
      return now.enabled ? undefined : now;
    });
    expect(disabled).toMatchObject({ disabledCause: 'GONE', disabledAt: expect.any(String) });
    const refused = await call('POST', `${hook.path}/replay`, { body: { from } });
    expectProblem(refused, 409, 'WEBHOOK_DISABLED');
    const before = about(receiver.hooks, missed).map(({ headers }) => headers['webhook-id']);
    expect(before.length).toBeGreaterThan(0);

    receiver.answer = 204;
    const enabled = await call('PUT', hook.path, {
      body: { url: receiver.url, channels: ['EMAIL'] },
    });
    expect(enabled.status, enabled.text).toBe(200);
    expect(enabled.body).not.toHaveProperty('disabledCause');
    const calls = receiver.hooks.length;
    const replay = await call('POST', `${hook.path}/replay`, { body: { from } });
    expect(replay, replay.text).toMatchObject({ status: 202 });
    const again = await waitFor('what it missed', async () => {
      const found = about(receiver.hooks.slice(calls), missed);
      const ids = new Set(found.map(({ headers }) => headers['webhook-id']));
      return before.every((id) => ids.has(id)) ? found : undefined;
    });
    expect(again.length).toBeGreaterThan(0);
  },
);

needs('loopback-webhooks')('follows no redirect, and calls nobody inside', async () => {
  const receiver = await startHookReceiver();
  receiver.answer = 307;
  const { path } = await makeWebhook({ url: receiver.url, enabled: false });
  expect((await call('POST', `${path}/ping`)).body).toMatchObject({
    taken: false,
    responseStatus: 307,
  });
  expect(receiver.hooks).toHaveLength(1);
});

needs()('keeps receivers as they are written, and no others', async () => {
  for (const url of [
    'http://hooks.example.com/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://localhost/',
    'https://metadata.google.internal/',
    'https://user:secret@hooks.example.com/',
  ]) {
    const problem = expectProblem(
      await call('POST', '/webhooks', { body: { url } }),
      400,
      'INVALID_REQUEST',
    );
    expect(problem.errors?.[0]?.pointer, url).toBe('/url');
  }
  const url = 'https://hooks.example.com/herald';
  const unknown = await call('POST', '/webhooks', { body: { url, events: ['herald.nothing'] } });
  expectProblem(unknown, 400, 'INVALID_REQUEST');

  const hook = await makeWebhook({ url, events: ['herald.delivery.bounced'], enabled: false });
  expect(hook).toMatchObject({ url, enabled: false, events: ['herald.delivery.bounced'] });
  const listed = z.strictObject({ items: z.array(WebhookView), cursor: z.string().optional() });
  const { items } = listed.parse((await call('GET', '/webhooks?limit=100')).body);
  expect(items.map(({ webhookId }) => webhookId)).toContain(hook.webhookId);
  const replaced = await call('PUT', hook.path, { body: { url, enabled: false } });
  expect(WebhookView.parse(replaced.body)).not.toHaveProperty('events');
  const tooFar = await call('POST', `${hook.path}/replay`, {
    body: { from: '2020-01-01T00:00:00Z' },
  });
  expectProblem(tooFar, 400, 'INVALID_REQUEST');
  expect((await call('DELETE', hook.path)).status).toBe(204);
  expectProblem(await call('GET', hook.path), 404, 'NOT_FOUND');
  const none = '/webhooks/whk_0000000000000000000000000';
  expectProblem(await call('DELETE', none), 404, 'NOT_FOUND');
  expectProblem(await call('POST', `${none}/ping`), 404, 'NOT_FOUND');
  const wrong = await call('DELETE', '/webhooks');
  expectProblem(wrong, 405, 'METHOD_NOT_ALLOWED');
  expect(wrong.headers.get('allow')).toBe('GET, POST');
});
