import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { eventTypes } from '#core/event-type.ts';
import { eventHookRoutes } from '#functions/event-hooks/api/service.ts';
import type { ReplayMessage } from '#functions/event-hooks/hook-messages.ts';
import { deriveHookSecret } from '#functions/event-hooks/hook-secret.ts';
import { settledAfterMs } from '#functions/event-hooks/kept-hooks.ts';
import { createPostEvent } from '#functions/event-hooks/post-event.ts';
import { deriveWebhookSecret } from '#functions/webhooks/webhook-secret.ts';
import { createDispatch } from '#platform/http-dispatch.ts';
import type { HttpMethod } from '#platform/route.ts';
import { systemRuntime } from '#platform/runtime.ts';
import {
  eventOf,
  type HooksWorld,
  master,
  startCompany,
  startHooksWorld,
  verified,
} from './hooks-world.ts';

const url = 'https://hooks.example.com/herald';
const dispatch = createDispatch(eventHookRoutes);

let world: HooksWorld;
let replays: (ReplayMessage & { readonly delaySeconds: number })[];
let isQueueOut: boolean;
beforeEach(async () => {
  world = await startHooksWorld();
  replays = [];
  isQueueOut = false;
});
afterEach(() => world.close());

const call = (
  method: HttpMethod,
  path: string,
  body?: unknown,
  {
    query = {},
    allowLoopback = false,
  }: { query?: Record<string, string>; allowLoopback?: boolean } = {},
) => {
  const request = {
    method,
    path,
    headers: { 'content-type': 'application/json' },
    query,
    body: body === undefined ? '' : JSON.stringify(body),
    caller: '1/Orders',
    requestId: 'r',
  };
  const { hooks, deliveries, clock } = world;
  const now = () => clock.now;
  const readMasterSecret = async () => master;
  return dispatch(request, {
    hooks,
    log: deliveries,
    post: createPostEvent({ readMasterSecret, allowLoopback, now, timeoutMs: 150 }),
    readMasterSecret,
    allowLoopback,
    queueReplay: async (message, delaySeconds) => {
      if (!isQueueOut) replays.push({ ...message, delaySeconds });
      return !isQueueOut;
    },
    now,
    randomBytes: systemRuntime.randomBytes,
  });
};

const make = async (body: object = { url }, allowLoopback = false) => {
  const answer = await call('POST', '/webhooks', body, { allowLoopback });
  expect(answer.status).toBe(201);
  const [hook] = (await world.hooks.list()).slice(-1);
  const location = answer.headers?.location ?? '';
  const webhookId = location.replace('/v1/webhooks/', '');
  if (hook === undefined) throw new Error('there is none');
  return { body: answer.body, webhookId, path: `/webhooks/${webhookId}` };
};

const Page = z.object({
  items: z.array(z.object({ webhookId: z.string().optional(), eventId: z.string().optional() })),
  cursor: z.string().optional(),
});

const problem = (code: string, pointer?: string) => ({
  code,
  ...(pointer === undefined ? {} : { errors: [expect.objectContaining({ pointer })] }),
});

describe('a receiver', () => {
  test('is written, read, replaced whole, listed and removed', async () => {
    const filter = {
      events: ['herald.delivery.bounced', 'herald.reply.received'],
      channels: ['EMAIL'],
      templateIds: ['ORDER_CONFIRMATION'],
    };
    const { path, webhookId, body } = await make({
      url: 'HTTPS://Hooks.Example.com:443/a',
      ...filter,
    });
    const at = new Date(world.clock.now).toISOString();
    const times = { createdAt: at, updatedAt: at };
    const view = {
      webhookId,
      url: 'https://hooks.example.com/a',
      ...filter,
      enabled: true,
      ...times,
    };
    expect(body).toEqual(view);
    expect((await call('GET', path)).body).toEqual(view);
    world.clock.now += 1_000;
    const updatedAt = new Date(world.clock.now).toISOString();
    const replaced = { webhookId, url, enabled: true, createdAt: at, updatedAt };
    expect((await call('PUT', path, { url })).body).toEqual(replaced);
    expect((await call('GET', '/webhooks')).body).toEqual({ items: [replaced] });
    expect(await call('DELETE', path)).toEqual({ status: 204 });
    for (const method of ['GET', 'DELETE'] as const) {
      await expect(call(method, path)).rejects.toMatchObject(problem('NOT_FOUND'));
    }
    await expect(call('PUT', path, { url })).rejects.toMatchObject(problem('NOT_FOUND'));
    expect(await world.hooks.list()).toEqual([]);
  });

  test.each([
    [{ url: 'http://hooks.example.com/' }, '/url'],
    [{ url: 'https://10.1.2.3/' }, '/url'],
    [{ url: 'http://127.0.0.1:4711/' }, '/url'],
    [{ url: 'https://[fd00::1]/' }, '/url'],
    [{}, '/url'],
    [{ url, events: [] }, '/events'],
    [{ url, events: ['herald.delivery.exploded'] }, '/events/0'],
    [{ url, events: ['herald.delivery.sent', 'herald.delivery.sent'] }, '/events'],
    [{ url, channels: ['FAX'] }, '/channels/0'],
    [{ url, templateIds: ['order'] }, '/templateIds/0'],
    [{ url, enabled: 'yes' }, '/enabled'],
    [{ url, secret: 'mine' }, '/secret'],
  ])('is refused as %j, and nothing is stored', async (body, pointer) => {
    await expect(call('POST', '/webhooks', body)).rejects.toMatchObject(
      problem('INVALID_REQUEST', pointer),
    );
    expect(await world.hooks.list()).toEqual([]);
  });

  test('may be on this machine where the stage says so', async () => {
    await make({ url: 'http://127.0.0.1:4711/hook' }, true);
  });

  test('may ask for every type that there is, each by its name', async () => {
    const { body } = await make({ url, events: eventTypes });
    expect(body).toMatchObject({ events: eventTypes });
    expect(eventTypes).toContain('herald.delivery.opened_by_machine');
  });

  test('is one of a hundred at most, listed by page', async () => {
    for (let count = 0; count < 100; count += 1) await world.makeHook({ url });
    await expect(call('POST', '/webhooks', { url })).rejects.toMatchObject(
      problem('TOO_MANY_WEBHOOKS'),
    );
    const ids: unknown[] = [];
    let query: Record<string, string> = { limit: '30' };
    for (let pages = 1; ; pages += 1) {
      const { body } = await call('GET', '/webhooks', undefined, { query });
      const page = Page.parse(body);
      ids.push(...page.items.map(({ webhookId }) => webhookId));
      if (page.cursor === undefined) {
        expect(pages).toBe(4);
        break;
      }
      query = { ...query, cursor: page.cursor };
    }
    expect(new Set(ids).size).toBe(100);
  });

  test('says that it fails, or was disabled, until it is enabled again', async () => {
    const { webhookId, path } = await make();
    const hook = await world.hooks.get(webhookId);
    if (hook === undefined) throw new Error('there is none');
    const at = world.clock.now;
    const health = { failingSince: at, lastFailedAt: at, failures: 1 };
    await world.hooks.putHealth(hook, health);
    const time = new Date(at).toISOString();
    expect((await call('GET', path)).body).toMatchObject({ enabled: true, failingSince: time });
    await world.hooks.disable({ ...hook, health }, 'FAILING', at);
    expect((await call('GET', path)).body).toMatchObject({
      enabled: false,
      disabledCause: 'FAILING',
      disabledAt: time,
    });
    const { body } = await call('PUT', path, { url });
    expect(body).toMatchObject({ enabled: true });
    for (const gone of ['disabledAt', 'disabledCause', 'failingSince']) {
      expect(body).not.toHaveProperty(gone);
    }
  });

  test.each(['not-a-cursor', 'x'.repeat(3_000)])('is not listed by the cursor %s', async (text) => {
    const query = { cursor: Buffer.from(text).toString('base64url') };
    const { path } = await make();
    for (const list of ['/webhooks', `${path}/deliveries`]) {
      await expect(call('GET', list, undefined, { query })).rejects.toMatchObject(
        problem('INVALID_REQUEST', '/query/cursor'),
      );
    }
  });
});

describe('a secret', () => {
  test('is there from the start, another after a rotation, and never cached', async () => {
    const { webhookId, path } = await make();
    const secret = (version: number) => ({
      status: 200,
      body: { secret: deriveHookSecret(master, webhookId, version), version },
      headers: { 'cache-control': 'no-store' },
    });
    expect(await call('GET', `${path}/secret`)).toEqual(secret(1));
    expect(await call('POST', `${path}/secret/rotate`)).toEqual(secret(2));
    expect(await call('GET', `${path}/secret`)).toEqual(secret(2));
    await call('PUT', path, { url });
    expect(await call('GET', `${path}/secret`)).toEqual(secret(2));
    expect((await call('GET', path)).body).not.toHaveProperty('secretVersions');
  });

  test('is none that a user could be named into having', () => {
    const id = 'whk_0000000000000000000000001';
    expect(deriveHookSecret(master, id, 1)).not.toBe(deriveWebhookSecret(master, id, 1));
  });

  test('is rotated once by two who do so at the same moment', async () => {
    const { path } = await make();
    const rotations = ['a', 'b'].map(() => call('POST', `${path}/secret/rotate`));
    const statuses = (await Promise.allSettled(rotations)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('is not found for a receiver that is not there', async () => {
    const path = '/webhooks/whk_0000000000000000000000000/secret';
    await expect(call('GET', path)).rejects.toMatchObject(problem('NOT_FOUND'));
    await expect(call('POST', `${path}/rotate`)).rejects.toMatchObject(problem('NOT_FOUND'));
  });
});

describe('a ping', () => {
  test('shows what the receiver answered, and is in no list', async () => {
    const company = await startCompany();
    try {
      world.clock.now = Date.now();
      const { webhookId, path } = await make({ url: company.url, enabled: false }, true);
      const { body } = await call('POST', `${path}/ping`, undefined, { allowLoopback: true });
      expect(body).toMatchObject({
        taken: true,
        responseStatus: 204,
        durationMs: expect.any(Number),
      });
      const [arrival] = company.arrivals;
      const hook = await world.hooks.get(webhookId);
      if (arrival === undefined || hook === undefined) throw new Error('nothing arrived');
      expect(body).toMatchObject({ messageId: arrival.headers['webhook-id'] });
      expect(verified(arrival, hook)).toMatchObject({
        type: 'herald.webhook.ping',
        data: { webhookId },
      });
      company.answer = () => 500;
      const refused = await call('POST', `${path}/ping`, undefined, { allowLoopback: true });
      expect(refused.body).toMatchObject({ taken: false, responseStatus: 500 });
      company.answer = () => undefined;
      const hung = await call('POST', `${path}/ping`, undefined, { allowLoopback: true });
      expect(hung.body).toMatchObject({ taken: false, error: 'TimeoutError' });
      expect((await call('GET', `${path}/deliveries`)).body).toEqual({ items: [] });
      // Where the stage has changed its mind, it is called no more.
      const inside = await call('POST', `${path}/ping`);
      expect(inside.body).toMatchObject({ taken: false, error: 'INVALID_URL' });
      expect(company.arrivals).toHaveLength(3);
    } finally {
      company.close();
    }
  });
});

test('lists deliveries by page, newest first', async () => {
  const { webhookId, path } = await make();
  for (let count = 0; count < 5; count += 1) {
    const message = { schemaVersion: 1 as const, webhookId, loggedAt: world.clock.now + count };
    const event = eventOf(`e.${count}`);
    const outcome = { status: 'RETRYING', responseStatus: 500 } as const;
    await world.deliveries.record({ ...message, event }, outcome, world.clock.now);
  }
  const first = await call('GET', `${path}/deliveries`, undefined, { query: { limit: '3' } });
  const page = Page.parse(first.body);
  expect(page.items.map(({ eventId }) => eventId)).toEqual(['e.4', 'e.3', 'e.2']);
  expect(first.body).toMatchObject({
    items: [{ status: 'RETRYING', attempts: 1, responseStatus: 500 }, {}, {}],
  });
  const query = { limit: '3', cursor: page.cursor ?? '' };
  const { body } = await call('GET', `${path}/deliveries`, undefined, { query });
  expect(body).toMatchObject({ items: [{ eventId: 'e.1' }, { eventId: 'e.0' }] });
  expect(body).not.toHaveProperty('cursor');
});

describe('a replay', () => {
  const daysAgo = (days: number) => new Date(world.clock.now - days * 86_400_000).toISOString();

  test('is queued for what happened until now', async () => {
    const { webhookId, path } = await make();
    world.clock.now += 60_000;
    const from = daysAgo(14);
    const to = new Date(world.clock.now).toISOString();
    expect(await call('POST', `${path}/replay`, { from })).toEqual({
      status: 202,
      body: { webhookId, from, to },
    });
    expect(replays).toEqual([
      {
        schemaVersion: 1,
        kind: 'REPLAY',
        webhookId,
        from: Date.parse(from),
        to: world.clock.now,
        delaySeconds: 0,
      },
    ]);
  });

  test('waits until everybody knows that its receiver is enabled again, and takes in what came meanwhile', async () => {
    const { path } = await make();
    world.clock.now += 60_000;
    await call('PUT', path, { url });
    const enabledAt = world.clock.now;
    world.clock.now += 3_000;
    await call('POST', `${path}/replay`, { from: daysAgo(1) });
    expect(replays).toMatchObject([{ to: enabledAt + settledAfterMs, delaySeconds: 20 }]);
  });

  test('is refused of what is not kept, or not yet happened', async () => {
    const { path } = await make();
    for (const from of [daysAgo(14.1), daysAgo(-1), 'yesterday', undefined]) {
      await expect(call('POST', `${path}/replay`, { from })).rejects.toMatchObject(
        problem('INVALID_REQUEST', '/from'),
      );
    }
    expect(replays).toEqual([]);
  });

  test('is not promised where it would be for nobody, or could not be queued', async () => {
    const { path } = await make();
    const body = { from: daysAgo(1) };
    isQueueOut = true;
    await expect(call('POST', `${path}/replay`, body)).rejects.toMatchObject(
      problem('UNAVAILABLE'),
    );
    await call('PUT', path, { url, enabled: false });
    await expect(call('POST', `${path}/replay`, body)).rejects.toMatchObject(
      problem('WEBHOOK_DISABLED'),
    );
  });
});
