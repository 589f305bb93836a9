import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type QueueMessage, toQueueEvent } from '#local/event-source/queue-event.ts';
import { eventOf } from '../analytics/status-event.ts';
import { eventOf as cloudEventOf } from '../event-hooks/hooks-world.ts';
import {
  envelope,
  inboundText,
  sesEvent,
  sesEventContents,
  textEvent,
} from '../feedback/provider-events.ts';
import { createHandlers, type Handlers } from '../kill/handlers.ts';
import { createLife } from '../kill/life.ts';
import { startWorld, type World } from '../kill/world.ts';
import { hostileBody } from './hostile-message.ts';

/*
 * Random and mutated messages into every queue consumer: none crashes it, each is refused or finished, and the
 * good one among them is done. `npm run fuzz` sends 100,000.
 */

const messages = z.coerce.number().default(400).parse(process.env.FUZZ_MESSAGES);
const batchSize = 10;
const seedsPerQueue = 8;

const life = createLife();
let world: World;
let handlers: Handlers;
/** Bodies that were really in a queue, by the queue's name. */
const good = new Map<string, string[]>();

beforeAll(async () => {
  world = await startWorld();
  handlers = createHandlers(world, life, { counts: true });
  await makeUser();
  for (let count = 0; count < seedsPerQueue; count += 1) await takeMessages();
  good.set('analytics', analyticsMessages(world.clock.now()));
  good.set('feedback', feedbackMessages(good.get('channel-email') ?? []));
  const hook = await makeHook(true);
  good.set('event-hooks', hookMessages(world.clock.now(), await makeHook(false), hook));
  good.set('event-hook-deliveries', hookDeliveries(world.clock.now(), hook));
}, 60_000);
afterAll(() => world.close());

const makeUser = async () => {
  const users = [
    ['PUT', '/users/ada', { email: 'ada@example.com', phoneNumber: '+14155562001' }],
    ['PUT', '/users/ada/devices/phone', { platform: 'FCM', token: 'token-of-the-phone-of-ada' }],
  ] as const;
  for (const [method, path, body] of users) {
    const more = path === '/users/ada' ? { webhookUrl: world.webhookUrl } : {};
    const answer = await handlers.users({ method, path, body: { ...body, ...more } });
    expect(answer.statusCode, answer.body).toBe(201);
  }
};

/** What the events topic and the function itself put into its queue. */
const analyticsMessages = (at: number): string[] =>
  Array.from({ length: seedsPerQueue }, (_, number) =>
    JSON.stringify(
      number % 4 === 0
        ? { schemaVersion: 1, kind: 'ROLL_UP', hour: '2026-11-23T12', shard: 0 }
        : { specversion: '1.0', id: 'e', data: eventOf(number, { at, dueAt: at, sentAt: at }) },
    ),
  );

const Made = z.object({ webhookId: z.string() });

/** A receiver of the company's own. */
const makeHook = async (enabled: boolean): Promise<string> => {
  const body = { url: `${world.webhookUrl}/company`, enabled };
  const answer = await handlers.eventHooks({ method: 'POST', path: '/webhooks', body });
  expect(answer.statusCode, answer.body).toBe(201);
  return Made.parse(JSON.parse(answer.body)).webhookId;
};

const Delivery = z.object({ deliveryId: z.string() });

/** What SES, End User Messaging, SNS and Herald's own inbox report, and a text that somebody sent. */
const feedbackMessages = (deliveries: readonly string[]): string[] => {
  const deliveryIds = deliveries.map((body) => Delivery.parse(JSON.parse(body)).deliveryId);
  return deliveryIds.flatMap((deliveryId) => [
    ...['Delivery', 'Bounce', 'Complaint', 'Open', 'Click', 'DeliveryDelay'].map((type) =>
      JSON.stringify(
        envelope(sesEvent(type, sesEventContents(type), { deliveryId: [deliveryId] })),
      ),
    ),
    JSON.stringify(envelope(textEvent('TEXT_DELIVERED', deliveryId))),
    JSON.stringify(envelope(inboundText('Thank you'))),
    JSON.stringify(
      envelope({
        schemaVersion: 1,
        deliveryId,
        engagement: [{ kind: 'READ', at: Date.parse('2026-11-23T12:00:00Z') }],
      }),
    ),
  ]);
};

/** What the events topic puts into the queue of the webhooks, and the API; a replay stops at who is disabled. */
const hookMessages = (at: number, disabled: string, enabled: string): string[] => {
  const replay = (webhookId: string) =>
    JSON.stringify({ schemaVersion: 1, kind: 'REPLAY', webhookId, from: at - 1, to: at });
  const half = (webhookId: string, first: number) => [
    ...[0, 1, 2].map((number) => JSON.stringify(cloudEventOf(`e-${first + number}`))),
    replay(webhookId),
  ];
  return [...half(disabled, 0), ...half(enabled, 3)];
};

/** An event for one receiver each. */
const hookDeliveries = (loggedAt: number, webhookId: string): string[] =>
  Array.from({ length: seedsPerQueue }, (_, number) =>
    JSON.stringify({ schemaVersion: 1, webhookId, loggedAt, event: cloudEventOf(`e-${number}`) }),
  );

/** Lets one notification go all its way, and keeps a copy of every message that it was. */
const takeMessages = async (): Promise<void> => {
  const answer = await handlers.door({
    method: 'POST',
    path: '/notifications/send',
    body: {
      templateId: 'ORDER_CONFIRMATION',
      recipientType: 'USER_ID',
      recipientIdentifier: 'ada',
      data: { orderId: 'o', customerName: 'Ada', orderTotal: '£1' },
    },
  });
  expect(answer.statusCode, answer.body).toBe(202);
  for (const { queueName, bundle } of world.mappings) {
    const found = await world.engine.receive(queueName, { max: 10, waitMs: 0 });
    for (const { body } of found) {
      const kept = good.get(bundle) ?? [];
      good.set(bundle, [...kept, body]);
    }
    if (bundle === 'router') await invoke(bundle, found);
  }
};

const invoke = async (bundle: string, batch: readonly QueueMessage[]) => {
  const mapping = world.mappings.find((one) => one.bundle === bundle);
  const run = handlers.consumers.get(bundle);
  if (mapping === undefined || run === undefined) throw new Error(`nobody reads for ${bundle}`);
  return run(toQueueEvent(batch, mapping));
};

const toMessage = (body: string): QueueMessage => ({
  messageId: randomUUID(),
  receiptHandle: randomUUID(),
  body,
  md5OfBody: '',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(world.clock.now()),
    ApproximateFirstReceiveTimestamp: String(world.clock.now()),
  },
  messageAttributes: {},
});

const consumers = [
  'router',
  'channel-email',
  'channel-sms',
  'channel-push',
  'channel-in-app',
  'channel-webhook',
  'feedback',
  'analytics',
  'event-hooks',
  'event-hook-deliveries',
] as const;

test('nobody reads a queue of the app, as it is synthesized, who is not put to this', () => {
  expect(world.mappings.length).toBeGreaterThan(consumers.length);
  expect([...new Set(world.mappings.map(({ bundle }) => bundle))].toSorted()).toEqual(
    [...consumers].toSorted(),
  );
});

test.each(consumers)(
  '%s refuses or finishes whatever comes, and the good one beside it',
  async (bundle) => {
    const seeds = good.get(bundle) ?? [];
    expect(seeds.length).toBeGreaterThan(0);
    // What is changed is of other notifications than what must go well: copies of one wait for each other.
    const [forHostile, forGood] = [seeds.slice(0, seeds.length / 2), seeds.slice(seeds.length / 2)];
    const batch = fc.array(hostileBody(forHostile), {
      minLength: batchSize - 1,
      maxLength: batchSize - 1,
    });
    await fc.assert(
      fc.asyncProperty(batch, fc.nat(forGood.length - 1), async (hostile, position) => {
        const before = { polluted: Reflect.get({}, 'polluted') };
        const beside = toMessage(forGood[position] ?? '');
        const response = await invoke(bundle, [...hostile.map(toMessage), beside]);
        const failed = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
        expect(failed).not.toContain(beside.messageId);
        expect(Reflect.get({}, 'polluted')).toBe(before.polluted);
      }),
      // Shrunk by hand where need be: a message is long, and a batch of them longer.
      { numRuns: Math.ceil(messages / batchSize), endOnFailure: true },
    );
  },
  1_200_000,
);
