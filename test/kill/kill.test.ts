import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { StatusEvent } from '#core/event.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { createLife, type Fate } from './life.ts';
import { settle, type Weather } from './settle.ts';
import { startWorld, type World } from './world.ts';

/*
 * The whole way of a notification, from the door to the provider, by the real code on real servers: for every
 * call to AWS that it makes, the process dies once right after it. Whatever then still lies in a queue comes
 * again. Invariants 1 to 3, 6, 7 and 10 of the design are looked at where everything has come to rest.
 */

const life = createLife();
let world: World;
let handlers: Handlers;

beforeAll(async () => {
  world = await startWorld();
  handlers = createHandlers(world, life);
}, 60_000);
afterAll(() => world.close());

const hour = 3600;

interface Scenario {
  readonly name: string;
  readonly templateId: string;
  readonly data: object;
  readonly priority?: string;
  readonly scheduledInSeconds?: number;
  readonly isNight?: boolean;
  /** All, where none are named. */
  readonly channels?: readonly string[];
  /** How long there may be nothing to do before it is over. */
  readonly aheadSeconds: number;
  readonly whenUncertain: 'RESEND' | 'HOLD';
}

const order = { orderId: 'o-1', customerName: 'Ada', orderTotal: '£1' };
const scenarios: readonly Scenario[] = [
  {
    name: 'a send by every channel',
    templateId: 'ORDER_CONFIRMATION',
    data: order,
    aheadSeconds: 300,
    whenUncertain: 'RESEND',
  },
  {
    name: 'a one-time code, which is held when uncertain',
    templateId: 'ONE_TIME_CODE',
    data: { code: '123456', expiresInMinutes: 10 },
    priority: 'CRITICAL',
    channels: ['SMS', 'PUSH'],
    aheadSeconds: 300,
    whenUncertain: 'HOLD',
  },
  {
    name: 'a send for later',
    templateId: 'ORDER_CONFIRMATION',
    data: order,
    scheduledInSeconds: hour,
    channels: ['PUSH'],
    aheadSeconds: 2 * hour,
    whenUncertain: 'RESEND',
  },
  {
    name: 'a send that quiet hours hold',
    templateId: 'ORDER_CONFIRMATION',
    data: order,
    isNight: true,
    channels: ['EMAIL', 'PUSH'],
    aheadSeconds: 26 * hour,
    whenUncertain: 'RESEND',
  },
];

let people = 0;

/** A person whom every channel reaches, and who wants to be left alone in the next hours if so told. */
/** Everybody has one of their own. */
const phoneOf = (userId: string) => `+1415556${2000 + Number(userId.split('-')[1])}`;

const makePerson = async (isNight: boolean): Promise<string> => {
  people += 1;
  const userId = `person-${people}`;
  const made = await handlers.users({
    method: 'PUT',
    path: `/users/${userId}`,
    body: {
      email: `${userId}@example.com`,
      // None of the local phones that have a fate of their own.
      phoneNumber: phoneOf(userId),
      webhookUrl: `${world.webhookUrl}/${userId}`,
      timeZone: 'Etc/UTC',
    },
  });
  expect(made.statusCode, made.body).toBe(201);
  for (const platform of ['FCM', 'APNS']) {
    const device = await handlers.users({
      method: 'PUT',
      path: `/users/${userId}/devices/${platform}`,
      body: { platform, token: `${createHash('sha256').update(userId).digest('hex')}` },
    });
    expect(device.statusCode, device.body).toBe(201);
  }
  if (!isNight) return userId;
  const at = (seconds: number) =>
    new Date(world.clock.now() + seconds * 1000).toISOString().slice(11, 16);
  const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
  const quiet = await handlers.users({
    method: 'POST',
    path: `/users/${userId}/preferences`,
    body: {
      preferences: [],
      quietHours: { weekly: [{ days, from: at(-hour), to: at(3 * hour) }] },
    },
  });
  expect(quiet.statusCode, quiet.body).toBe(200);
  return userId;
};

const CloudEvent = z.object({ id: z.string(), data: StatusEvent });
const Accepted = z.object({ notificationId: z.string() });
const Status = z.object({
  status: z.string(),
  deliveries: z.array(
    z.object({
      deliveryId: z.string().optional(),
      channel: z.string(),
      status: z.string(),
      reason: z.string().optional(),
      attempts: z.number(),
    }),
  ),
  timeline: z.array(z.object({ event: z.string(), reason: z.string().optional() })),
});

/** Sends until the door has answered, as a caller does who repeats a call that broke off with its key. */
const sendUntilAnswered = async (scenario: Scenario, userId: string): Promise<string> => {
  const { templateId, data, priority, channels, scheduledInSeconds } = scenario;
  const body = {
    templateId,
    recipientType: 'USER_ID',
    recipientIdentifier: userId,
    data,
    ...(priority === undefined ? {} : { priority }),
    ...(channels === undefined ? {} : { channels }),
    ...(scheduledInSeconds === undefined
      ? {}
      : { scheduledFor: new Date(world.clock.now() + scheduledInSeconds * 1000).toISOString() }),
  };
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = await handlers
      .door({ method: 'POST', path: '/notifications/send', body, idempotencyKey: userId })
      .catch(() => undefined);
    if (!life.takeDeath() && answer?.statusCode === 202) {
      return Accepted.parse(JSON.parse(answer.body)).notificationId;
    }
    // A dead run's key is free when its invocation could have lasted no longer.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('the door never answered');
};

/** One notification under one fate, and everything that came of it. */
const run = async (scenario: Scenario, fate: Fate, weather?: Weather) => {
  life.begin({ kind: 'none' });
  const userId = await makePerson(scenario.isNight ?? false);
  await world.published();
  life.begin(fate);
  const notificationId = await sendUntilAnswered(scenario, userId);
  await settle(world, handlers, life, scenario.aheadSeconds, weather);
  const calls = life.calls();
  life.begin({ kind: 'none' });
  const answer = await handlers.api({
    method: 'GET',
    path: `/notifications/${notificationId}/status`,
  });
  const status = Status.parse(JSON.parse(answer.body));
  const messages = world.outbox.list().filter((one) => one.notificationId === notificationId);
  // Whom End User Messaging refused SNS told, which carries no id of ours.
  const bySns = world.outbox
    .list()
    .filter((one) => one.to === phoneOf(userId) && one.deliveryId === undefined)
    .map(() => status.deliveries.find(({ channel }) => channel === 'SMS')?.deliveryId ?? '');
  const arrived = [
    ...messages.map(({ deliveryId = '' }) => deliveryId),
    ...bySns,
    ...world.hooks.filter((id) => id.startsWith(notificationId)),
  ];
  const events = (await world.published())
    .map((body) => CloudEvent.safeParse(body).data?.data)
    .filter((event) => event?.notificationId === notificationId);
  return { ...status, calls, arrived, events };
};
type Outcome = Awaited<ReturnType<typeof run>>;

/** What must hold wherever the process died. */
const check = ({ status, deliveries, timeline, arrived, events }: Outcome, scenario: Scenario) => {
  const made = deliveries.filter((delivery) => delivery.status !== 'SKIPPED');
  const sent = made.filter((delivery) => ['SENT', 'DELIVERED'].includes(delivery.status));
  const uncertain = made.filter((delivery) => delivery.status === 'UNCERTAIN');
  expect([...sent, ...uncertain], 'each ends').toHaveLength(made.length);
  expect(uncertain.length, 'one death, one uncertainty').toBeLessThanOrEqual(1);
  expect(['SENT', 'DELIVERED', 'UNCERTAIN']).toContain(status);
  for (const { deliveryId = '', channel, status: is, attempts } of made) {
    const times = arrived.filter((id) => id === deliveryId).length;
    // In-app has no provider: its item is written once, however often.
    if (channel === 'IN_APP') continue;
    if (is !== 'UNCERTAIN') expect(times, `${channel} arrives`).toBeGreaterThan(0);
    if (times <= 1) continue;
    // The crash window: after the provider's yes, before our record.
    expect(scenario.whenUncertain, 'HOLD never sends twice').toBe('RESEND');
    expect({ times, attempts }).toEqual({ times: 2, attempts: 2 });
    expect(timeline.map(({ reason }) => reason)).toContain('CRASHED_WHILE_SENDING');
  }
  for (const { deliveryId, status: is } of made) {
    const told = events.filter((event) => event?.deliveryId === deliveryId);
    expect(
      told.map((event) => event?.status),
      'its end is told',
    ).toContain(is);
  }
  const queues = world.engine.queues().map(({ name }) => [name, world.engine.counts(name)]);
  const empty = { visible: 0, delayed: 0, inFlight: 0 };
  for (const [name, counts] of queues) expect(counts, String(name)).toEqual(empty);
};

for (const scenario of scenarios) {
  describe(scenario.name, () => {
    test('arrives once by every channel where nothing goes wrong', async () => {
      const outcome = await run(scenario, { kind: 'none' });
      check(outcome, scenario);
      expect(new Set(outcome.arrived).size).toBe(outcome.arrived.length);
      expect(outcome.status).toMatch(/^(SENT|DELIVERED)$/);
    });

    test('survives a death after any call that it makes', { timeout: 240_000 }, async () => {
      const { calls } = await run(scenario, { kind: 'none' });
      expect(calls).toBeGreaterThan(10);
      let twice = 0;
      for (let afterCall = 1; afterCall <= calls; afterCall += 1) {
        const outcome = await run(scenario, { kind: 'killed', afterCall });
        try {
          check(outcome, scenario);
        } catch (error) {
          const { timeline, deliveries } = outcome;
          const told = JSON.stringify({ deliveries, timeline }, null, 1);
          throw new Error(`killed after call ${afterCall} of ${calls}: ${told}`, { cause: error });
        }
        twice += outcome.arrived.length - new Set(outcome.arrived).size;
      }
      // The window is real: a suite that never meets it kills nothing.
      if (scenario.whenUncertain === 'RESEND') expect(twice).toBeGreaterThan(0);
    });

    // The others make the same calls, or fewer.
    test.runIf(scenario.channels === undefined)(
      'survives each call throttled once',
      { timeout: 240_000 },
      async () => {
        const { calls } = await run(scenario, { kind: 'none' });
        for (let atCall = 1; atCall <= calls; atCall += 1) {
          const outcome = await run(scenario, { kind: 'throttled', atCall });
          // Throttled beyond the client's patience while it records: the same window as a death.
          check(outcome, scenario);
        }
      },
    );

    test.each<readonly [string, Fate, Weather]>([
      ['every batch delivered twice', { kind: 'none' }, { timesDelivered: 2 }],
      ['everything out of order', { kind: 'none' }, { isReversed: true }],
      ...[0, 1, 2, 3].map(
        (afterCalls) =>
          [`half a batch failing after ${afterCalls}`, { kind: 'halved', afterCalls }, {}] as const,
      ),
    ])('survives %s', async (_, fate, weather) => {
      const outcome = await run(scenario, fate, weather);
      check(outcome, scenario);
      expect(new Set(outcome.arrived).size).toBe(outcome.arrived.length);
    });

    test('an hour late, is sent if it may still be, and else expires', async () => {
      const outcome = await run(scenario, { kind: 'none' }, { lateSeconds: hour });
      if (scenario.templateId === 'ONE_TIME_CODE') {
        expect(outcome).toMatchObject({ status: 'EXPIRED', arrived: [] });
      } else {
        check(outcome, scenario);
        expect(new Set(outcome.arrived).size).toBe(outcome.arrived.length);
      }
    });
  });
}
