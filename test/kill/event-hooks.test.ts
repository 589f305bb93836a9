import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type CloudEvent, messageIdOf } from '#functions/event-hooks/cloud-event.ts';
import { eventOf, startCompany } from '../event-hooks/hooks-world.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { createLife, type Fate } from './life.ts';
import { settle, type Weather } from './settle.ts';
import { startWorld, type World } from './world.ts';

/*
 * The way of an event to the company's own receivers, by the real code on real servers: for every call to AWS
 * that it makes, the process dies once right after it. Each receiver has each event in the end, under one id.
 */

const life = createLife();
let world: World;
let handlers: Handlers;
let company: Awaited<ReturnType<typeof startCompany>>;
const paths = ['/billing', '/support'];
const webhookIds = new Map<string, string>();

beforeAll(async () => {
  world = await startWorld();
  handlers = createHandlers(world, life);
  company = await startCompany();
  life.begin({ kind: 'none' });
  for (const path of paths) {
    const url = `${company.url}${path}`;
    const made = await handlers.eventHooks({ method: 'POST', path: '/webhooks', body: { url } });
    expect(made.statusCode, made.body).toBe(201);
    webhookIds.set(path, Made.parse(JSON.parse(made.body)).webhookId);
  }
}, 60_000);
afterAll(async () => {
  company.close();
  await world.close();
});

const Made = z.object({ webhookId: z.string() });
const Deliveries = z.object({
  items: z.array(z.object({ eventId: z.string(), status: z.string(), attempts: z.int() })),
});

let runs = 0;
const eventsPerRun = 3;
/** Longer than anything waits that was not done at once. */
const aheadSeconds = 600;

/** Puts events where the topic puts them. */
const publish = (events: readonly CloudEvent[]) => {
  const mapping = world.mappings.find(({ bundle }) => bundle === 'event-hooks');
  if (mapping === undefined) throw new Error('nobody hears the events');
  world.engine.send(
    mapping.queueName,
    events.map((event) => ({ body: JSON.stringify(event) })),
  );
};

const run = async (fate: Fate, weather?: Weather) => {
  runs += 1;
  const events = Array.from({ length: eventsPerRun }, (_, position) =>
    eventOf(`run-${runs}.${position}`),
  );
  const before = company.arrivals.length;
  life.begin(fate);
  publish(events);
  await settle(world, handlers, life, aheadSeconds, weather);
  const calls = life.calls();
  life.begin({ kind: 'none' });
  return { events, calls, arrivals: company.arrivals.slice(before) };
};
type Outcome = Awaited<ReturnType<typeof run>>;

const listed = async (path: string) => {
  const answer = await handlers.eventHooks({
    method: 'GET',
    path: `/webhooks/${webhookIds.get(path)}/deliveries`,
  });
  return Deliveries.parse(JSON.parse(answer.body)).items;
};

const check = async ({ events, arrivals }: Outcome) => {
  for (const path of paths) {
    const here = arrivals.filter((arrival) => arrival.path === path);
    for (const event of events) {
      const mine = here.filter(({ body }) => body.includes(`"${event.id}"`));
      expect(mine.length, `${path} has ${event.id}`).toBeGreaterThan(0);
      for (const { body, headers } of mine) {
        expect(headers['webhook-id']).toBe(messageIdOf(event));
        expect(JSON.parse(body)).toEqual(event);
      }
    }
    const list = await listed(path);
    for (const { id } of events) {
      const entries = list.filter(({ eventId }) => eventId === id);
      expect(entries, `${path} lists ${id} once`).toMatchObject([{ status: 'DELIVERED' }]);
    }
  }
  const empty = { visible: 0, delayed: 0, inFlight: 0 };
  for (const { name } of world.engine.queues()) {
    if (name.startsWith('kill-')) continue;
    expect(world.engine.counts(name), name).toEqual(empty);
  }
};

describe('an event for two receivers', () => {
  test('comes to each once where nothing goes wrong', async () => {
    const outcome = await run({ kind: 'none' });
    await check(outcome);
    expect(outcome.arrivals).toHaveLength(eventsPerRun * paths.length);
  });

  test('survives a death after any call that it makes', { timeout: 240_000 }, async () => {
    const { calls } = await run({ kind: 'none' });
    expect(calls).toBeGreaterThan(eventsPerRun * 3);
    let repeats = 0;
    for (let afterCall = 1; afterCall <= calls; afterCall += 1) {
      const outcome = await run({ kind: 'killed', afterCall });
      try {
        await check(outcome);
      } catch (error) {
        throw new Error(`killed after call ${afterCall} of ${calls}`, { cause: error });
      }
      repeats += outcome.arrivals.length - eventsPerRun * paths.length;
    }
    // A suite that never meets the window between a post and its record kills nothing.
    expect(repeats).toBeGreaterThan(0);
  });

  test('survives each call throttled once', { timeout: 240_000 }, async () => {
    const { calls } = await run({ kind: 'none' });
    for (let atCall = 1; atCall <= calls; atCall += 1) {
      await check(await run({ kind: 'throttled', atCall }));
    }
  });

  test.each<readonly [string, Fate, Weather]>([
    ['every batch delivered twice', { kind: 'none' }, { timesDelivered: 2 }],
    ['everything out of order', { kind: 'none' }, { isReversed: true }],
    ...[0, 1].map(
      (afterCalls) =>
        [`half a batch failing after ${afterCalls}`, { kind: 'halved', afterCalls }, {}] as const,
    ),
  ])('survives %s', async (_, fate, weather) => check(await run(fate, weather)));
});

describe('a replay', () => {
  const replay = async (path: string, fate: Fate, from: string) => {
    const before = company.arrivals.length;
    life.begin(fate);
    for (let tries = 0; ; tries += 1) {
      const answer = await handlers
        .eventHooks({
          method: 'POST',
          path: `/webhooks/${webhookIds.get(path)}/replay`,
          body: { from },
        })
        .catch(() => undefined);
      // Whoever asked and got no answer asks again.
      if (!life.takeDeath() && answer?.statusCode === 202) break;
      if (tries > 5) throw new Error('the replay is never accepted');
    }
    await settle(world, handlers, life, aheadSeconds);
    const calls = life.calls();
    life.begin({ kind: 'none' });
    return { calls, arrivals: company.arrivals.slice(before) };
  };

  test('survives a death after any call that it makes', { timeout: 240_000 }, async () => {
    world.clock.advance(3_600);
    const from = new Date(world.clock.now()).toISOString();
    const { events } = await run({ kind: 'none' });
    const { calls } = await replay('/billing', { kind: 'none' }, from);
    for (let afterCall = 1; afterCall <= calls; afterCall += 1) {
      const { arrivals } = await replay('/billing', { kind: 'killed', afterCall }, from);
      const ids = new Set(arrivals.map(({ headers }) => headers['webhook-id']));
      expect(ids, `killed after call ${afterCall}`).toEqual(new Set(events.map(messageIdOf)));
      expect(new Set(arrivals.map(({ path }) => path))).toEqual(new Set(['/billing']));
    }
  });
});

describe('a receiver that is gone', () => {
  test('is disabled wherever the process dies, and the event is not lost', {
    timeout: 240_000,
  }, async () => {
    company.answer = ({ path }) => (path === '/support' ? 410 : 204);
    const path = `/webhooks/${webhookIds.get('/support')}`;
    const url = `${company.url}/support`;
    const View = z.object({ enabled: z.boolean(), disabledCause: z.string().optional() });
    for (let afterCall = 1; afterCall <= 12; afterCall += 1) {
      const enabled = await handlers.eventHooks({ method: 'PUT', path, body: { url } });
      expect(enabled.statusCode).toBe(200);
      // Until everybody has heard of it.
      world.clock.advance(5);
      const { events, arrivals } = await run({ kind: 'killed', afterCall });
      const { body } = await handlers.eventHooks({ method: 'GET', path });
      expect(View.parse(JSON.parse(body))).toEqual({ enabled: false, disabledCause: 'GONE' });
      const told = new Set(
        arrivals
          .filter((one) => one.path === '/billing')
          .map(({ headers }) => headers['webhook-id']),
      );
      expect(told).toEqual(new Set(events.map(messageIdOf)));
    }
  });
});
