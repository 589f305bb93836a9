import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CloudEvent, messageIdOf } from '#functions/event-hooks/cloud-event.ts';
import type { EventHook } from '#functions/event-hooks/event-hook.ts';
import { publicInternet } from '#functions/webhooks/connect-to.ts';
import { rotateVersions } from '#functions/webhooks/webhook-secret.ts';
import {
  eventOf,
  type HooksWorld,
  start,
  startCompany,
  startHooksWorld,
  verified,
} from './hooks-world.ts';

const minute = 60_000;
const hour = 60 * minute;

let world: HooksWorld;
let company: Awaited<ReturnType<typeof startCompany>>;
const open: HooksWorld[] = [];
beforeEach(async () => {
  world = await startHooksWorld();
  open.push(world);
  company = await startCompany();
});
afterEach(() => company.close());
afterAll(() => Promise.all(open.map((one) => one.close())));

const messageFor = ({ webhookId }: EventHook, event: CloudEvent) => ({
  schemaVersion: 1 as const,
  webhookId,
  loggedAt: start,
  event,
});
const deliver = (hook: EventHook, event = eventOf('e.1'), firstReceivedAt?: number) =>
  world.deliver([world.received(messageFor(hook, event), firstReceivedAt)]);
const listed = async ({ webhookId }: EventHook) =>
  (await world.deliveries.page(webhookId, 100)).items;
const stored = async ({ webhookId }: EventHook) => {
  const hook = await world.hooks.get(webhookId);
  if (hook === undefined) throw new Error('the hook is gone');
  return hook;
};

describe('what is posted', () => {
  test('is the event as it was published, which the reference library verifies', async () => {
    world.clock.now = Date.now();
    const hook = await world.makeHook({ url: `${company.url}/in?key=k1` });
    world.clock.now = Date.now();
    const event = eventOf('ntf_1-EMAIL-x.SENT.1', { extension: 'kept' });
    expect(await deliver(hook, event)).toMatchObject([{ kind: 'done', event: 'event-delivered' }]);
    const [arrival] = company.arrivals;
    if (arrival === undefined) throw new Error('nothing arrived');
    expect(arrival.path).toBe('/in?key=k1');
    expect(arrival.headers['content-type']).toBe('application/cloudevents+json');
    expect(verified(arrival, hook)).toEqual(event);
    const stranger = { ...hook, webhookId: 'whk_9999999999999999999999999' };
    expect(() => verified(arrival, stranger)).toThrow('No matching signature');
  });

  test('has an id without a full stop, the same every time and for nothing else', async () => {
    const hook = await world.makeHook({ url: company.url });
    for (const id of ['a.b.1', 'a.b.1', 'a.b.2', 'a b\n']) await deliver(hook, eventOf(id));
    const ids = company.arrivals.map(({ headers }) => String(headers['webhook-id']));
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^evt_[\w-]{32}$/);
  });

  test('is signed by each secret of a rotation under way', async () => {
    world.clock.now = Date.now();
    const secretVersions = rotateVersions(undefined, Date.now());
    const hook = await world.makeHook({ url: company.url, secretVersions });
    world.clock.now = Date.now();
    await deliver(hook);
    const [arrival] = company.arrivals;
    if (arrival === undefined) throw new Error('nothing arrived');
    for (const version of [1, 2]) expect(verified(arrival, hook, version)).toBeDefined();
    expect(() => verified(arrival, hook, 3)).toThrow('No matching signature');
  });
});

describe('whom it does not call', () => {
  test.each([
    'https://10.0.0.1/',
    'https://169.254.169.254/',
    'https://[::1]/',
    'http://127.0.0.2/',
    'http://hooks.example.com/',
  ])('%s, whatever the table says', async (url) => {
    const hook = await world.makeHook({ url });
    expect(await deliver(hook)).toMatchObject([{ kind: 'retry', ids: { error: 'INVALID_URL' } }]);
  });

  test('a public name that leads inside by the time that it is called', async () => {
    const { port } = new URL(company.url);
    const asked: string[] = [];
    const inside = await startHooksWorld({
      ...publicInternet,
      resolve: async (name) => {
        asked.push(name);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    open.push(inside);
    const hook = await inside.makeHook({ url: `https://rebind.example.com:${port}/` });
    const [result] = await inside.deliver([inside.received(messageFor(hook, eventOf('e.1')))]);
    expect(result).toMatchObject({ kind: 'retry', ids: { error: 'NotPublicError' } });
    expect(asked).toEqual(['rebind.example.com']);
    expect(company.arrivals).toEqual([]);
  });

  test('where a redirect leads', async () => {
    company.answer = ({ path }) => (path === '/' ? 308 : 204);
    company.headers = { location: `${company.url}/elsewhere` };
    const hook = await world.makeHook({ url: company.url });
    expect(await deliver(hook)).toMatchObject([{ kind: 'retry', ids: { responseStatus: 308 } }]);
    expect(company.arrivals.map(({ path }) => path)).toEqual(['/']);
  });

  test('a receiver that is gone, or was disabled by its owner', async () => {
    const removed = await world.makeHook({ url: company.url });
    const disabled = await world.makeHook({ url: company.url, enabled: false });
    await world.hooks.remove(removed.webhookId);
    expect(await deliver(removed)).toMatchObject([{ kind: 'done', event: 'event-for-nobody' }]);
    expect(await deliver(disabled)).toMatchObject([{ kind: 'done', event: 'event-skipped' }]);
    expect(company.arrivals).toEqual([]);
    expect(await listed(disabled)).toMatchObject([{ status: 'SKIPPED', attempts: 0 }]);
  });
});

test('calls a receiver that was made, or enabled, after the others were read', async () => {
  const first = await world.makeHook({ url: company.url, enabled: false });
  await deliver(first);
  const { webhookId, url } = first;
  await world.hooks.replace(webhookId, { url, enabled: true }, world.clock.now);
  expect(await deliver(first)).toMatchObject([{ event: 'event-delivered' }]);
  const second = { ...first, webhookId: 'whk_8888888888888888888888888', enabled: true };
  await world.hooks.create(second);
  expect(await deliver(second)).toMatchObject([{ event: 'event-delivered' }]);
});

describe('an answer', () => {
  test.each([200, 201, 202, 204])('of %s takes the event', async (status) => {
    company.answer = () => status;
    const hook = await world.makeHook({ url: company.url });
    expect(await deliver(hook)).toMatchObject([{ kind: 'done', event: 'event-delivered' }]);
    const [entry] = await listed(hook);
    expect(entry).toMatchObject({ status: 'DELIVERED', attempts: 1, responseStatus: status });
  });

  test.each([301, 400, 401, 404, 409, 422, 429, 500, 502, 503])(
    'of %s does not, and it is tried again',
    async (status) => {
      company.answer = () => status;
      const hook = await world.makeHook({ url: company.url });
      const [result] = await deliver(hook);
      expect(result).toMatchObject({ kind: 'retry', ids: { responseStatus: status } });
      expect(await listed(hook)).toMatchObject([
        { status: 'RETRYING', attempts: 1, responseStatus: status },
      ]);
    },
  );

  test('that never comes is a failure by its name', async () => {
    company.answer = () => undefined;
    const hook = await world.makeHook({ url: company.url });
    expect(await deliver(hook)).toMatchObject([{ kind: 'retry', ids: { error: 'TimeoutError' } }]);
    expect(await listed(hook)).toMatchObject([{ status: 'RETRYING', error: 'TimeoutError' }]);
  });

  test('says when to come again, and is heeded', async () => {
    company.answer = () => 503;
    company.headers = { 'retry-after': '1200' };
    const hook = await world.makeHook({ url: company.url });
    expect(await deliver(hook)).toMatchObject([{ kind: 'retry', afterSeconds: 1_200 }]);
    company.headers = { 'retry-after': '0' };
    // Not sooner than the policy says, whose receives are counted.
    const [result] = await deliver(hook);
    expect(result).toMatchObject({ kind: 'retry', afterSeconds: expect.any(Number) });
    if (result?.kind === 'retry') expect(result.afterSeconds).toBeGreaterThanOrEqual(1);
  });

  test('that is better than the one before replaces it in the list', async () => {
    const hook = await world.makeHook({ url: company.url });
    company.answer = () => undefined;
    await deliver(hook);
    company.answer = () => 204;
    await deliver(hook);
    const [entry, ...others] = await listed(hook);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ status: 'DELIVERED', attempts: 2, responseStatus: 204 });
    expect(entry).not.toHaveProperty('error');
  });
});

test('delivered twice at once, comes twice under one id, and once in the list', async () => {
  const hook = await world.makeHook({ url: company.url });
  const received = world.received(messageFor(hook, eventOf('e.1')));
  const results = await world.deliver([received, received]);
  expect(results.map(({ kind }) => kind)).toEqual(['done', 'done']);
  expect(new Set(company.arrivals.map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([messageIdOf(eventOf('e.1'))]),
  );
  expect(await listed(hook)).toMatchObject([{ status: 'DELIVERED', attempts: 2 }]);
});

test('is not listed as waiting where a copy was refused at the same moment, but where it is posted again later', async () => {
  const hook = await world.makeHook({ url: company.url });
  await deliver(hook);
  company.answer = () => 500;
  await deliver(hook);
  expect(await listed(hook)).toMatchObject([{ status: 'DELIVERED', responseStatus: 204 }]);
  world.clock.now += hour;
  await deliver(hook);
  expect(await listed(hook)).toMatchObject([{ status: 'RETRYING', responseStatus: 500 }]);
});

test('a broken receiver delays no other in the same batch', async () => {
  const broken = await world.makeHook({ url: `${company.url}/broken` });
  const good = await world.makeHook({ url: `${company.url}/good` });
  const arrivedAfter: number[] = [];
  const began = performance.now();
  company.answer = ({ path }) => {
    if (path === '/broken') return undefined;
    arrivedAfter.push(performance.now() - began);
    return 204;
  };
  const batch = [broken, broken, good, broken, good].map((hook, position) =>
    world.received(messageFor(hook, eventOf(`e.${position}`))),
  );
  const results = await world.deliver(batch);
  expect(results.map(({ kind }) => kind)).toEqual(['retry', 'retry', 'done', 'retry', 'done']);
  // Those that hang do so for 150 ms.
  for (const ms of arrivedAfter) expect(ms).toBeLessThan(150);
  expect(arrivedAfter).toHaveLength(2);
});

describe('a receiver that keeps failing', () => {
  const fail = async (hook: EventHook, times: number, everyMs = minute) => {
    for (let time = 0; time < times; time += 1) {
      world.clock.now += everyMs;
      await deliver(hook, eventOf(`f.${time}`));
    }
  };

  test('is left alone for a while, by all but one who tries', async () => {
    company.answer = () => 500;
    const hook = await world.makeHook({ url: company.url });
    await fail(hook, 5, 10_000);
    const calls = company.arrivals.length;
    expect(calls).toBe(5);
    const [waits] = await deliver(hook, eventOf('w.1'));
    expect(waits).toMatchObject({ kind: 'retry', event: 'event-waits' });
    expect(company.arrivals).toHaveLength(calls);

    world.clock.now += 2_000;
    const all = Array.from({ length: 10 }, (_, position) =>
      world.received(messageFor(hook, eventOf(`all.${position}`))),
    );
    const events = (await world.deliver(all)).map(({ event }) => event);
    expect(events.filter((event) => event === 'event-refused')).toHaveLength(1);
    expect(events.filter((event) => event === 'event-waits')).toHaveLength(9);
    expect(company.arrivals).toHaveLength(calls + 1);
    // That one trial counted, and the next pause is longer.
    expect((await stored(hook)).health).toMatchObject({ failures: 6 });
  });

  test('is well again with the first event that it takes', async () => {
    company.answer = () => 500;
    const hook = await world.makeHook({ url: company.url });
    await fail(hook, 6);
    expect((await stored(hook)).health).toBeDefined();
    company.answer = () => 204;
    world.clock.now += 5 * minute;
    expect(await deliver(hook)).toMatchObject([{ event: 'event-delivered' }]);
    expect(await stored(hook)).not.toHaveProperty('health');
  });

  test('is disabled after a day, and what still waits for it is listed as skipped', async () => {
    company.answer = () => 500;
    const hook = await world.makeHook({ url: company.url });
    await world.publish([eventOf('e.1'), eventOf('e.2')]);
    const results = [];
    for (let rounds = 0; world.waiting().length > 0; rounds += 1) {
      if (rounds > 1_000) throw new Error('it is never over');
      results.push(...(await world.drain()));
      if (world.waiting().length > 0) world.skipToNext();
    }
    const { enabled, disabled } = await stored(hook);
    expect({ enabled, disabled }).toMatchObject({ enabled: false, disabled: { cause: 'FAILING' } });
    const after = (disabled?.at ?? 0) - start;
    expect(after).toBeGreaterThanOrEqual(23 * hour);
    expect(after).toBeLessThanOrEqual(25 * hour);
    // An operator hears of it by this name.
    expect(results.filter(({ event }) => event === 'webhook-disabled')).toHaveLength(2);
    const statuses = (await listed(hook)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['FAILED', 'SKIPPED']);
    for (const { responseStatus } of await listed(hook)) expect(responseStatus).toBe(500);
  });

  test('and takes one event a day is not disabled, though another is given up', async () => {
    company.answer = ({ body }) => (body.includes('"never"') ? 500 : 204);
    const hook = await world.makeHook({ url: company.url });
    await world.publish([eventOf('never')]);
    const results = [];
    for (let rounds = 0; world.waiting().length > 0; rounds += 1) {
      if (rounds > 1_000) throw new Error('it is never over');
      if (rounds % 40 === 20) await world.publish([eventOf(`good.${rounds}`)]);
      results.push(...(await world.drain()));
      if (world.waiting().length > 0) world.skipToNext();
    }
    expect(results.map(({ event }) => event)).toContain('event-given-up');
    expect((await stored(hook)).enabled).toBe(true);
    const given = (await listed(hook)).find(({ eventId }) => eventId === 'never');
    expect(given).toMatchObject({ status: 'FAILED', responseStatus: 500 });
    expect(world.clock.now - start).toBeGreaterThanOrEqual(24 * hour);
  });

  test('is disabled at once by 410, which comes back as a reason', async () => {
    company.answer = () => 410;
    const hook = await world.makeHook({ url: company.url });
    expect(await deliver(hook)).toMatchObject([{ kind: 'done', event: 'webhook-disabled' }]);
    expect(await stored(hook)).toMatchObject({ enabled: false, disabled: { cause: 'GONE' } });
    // A run that died before it could tell tells it now.
    expect(await deliver(hook)).toMatchObject([{ kind: 'done', event: 'webhook-disabled' }]);
  });

  test('is not disabled by what was seen before its owner replaced it', async () => {
    const hook = await world.makeHook({ url: company.url });
    const { webhookId, url } = hook;
    await world.hooks.replace(webhookId, { url, enabled: true }, world.clock.now + 1);
    expect(await world.hooks.disable(hook, 'GONE', world.clock.now)).toBe(false);
    expect((await stored(hook)).enabled).toBe(true);
  });

  test('begins anew when its owner enables it', async () => {
    company.answer = () => 410;
    const hook = await world.makeHook({ url: company.url });
    await deliver(hook);
    const { webhookId, url } = hook;
    const settings = { url, enabled: true, events: ['herald.delivery.sent'] };
    const replaced = await world.hooks.replace(webhookId, settings, world.clock.now);
    expect(replaced).toMatchObject(settings);
    expect(replaced).not.toHaveProperty('disabled');
    expect(replaced).not.toHaveProperty('health');
  });
});

describe('a fault of ours', () => {
  test('is no failure of the receiver, and the event comes again', async () => {
    const hook = await world.makeHook({ url: company.url });
    const post = async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };
    const batch = [world.received(messageFor(hook, eventOf('e.1')))];
    expect(await world.deliver(batch, { post })).toMatchObject([
      { kind: 'retry', event: 'event-delivery-failed' },
    ]);
    expect(await stored(hook)).not.toHaveProperty('health');
  });

  test('leaves no URL, body or secret in what is logged', async () => {
    company.answer = () => 500;
    const hook = await world.makeHook({ url: `${company.url}/secret-path?token=t0k3n` });
    const results = await deliver(hook, eventOf('e.1', { data: { text: 'private words' } }));
    expect(JSON.stringify(results)).not.toMatch(/secret-path|t0k3n|private words|127\.0\.0\.1/);
  });
});
