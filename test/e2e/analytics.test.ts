import { expect } from 'vitest';
import * as z from 'zod';
import { targetNow } from './clock.ts';
import { expectProblem, send, uniqueAddress, uniqueLabel, waitForStatus } from './herald.ts';
import { needs, target } from './needs.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

/** No other file of this suite sends it. */
const templateId = 'ORDER_SHIPPED';

const Latency = z.strictObject({ p50Ms: z.int(), p90Ms: z.int(), p99Ms: z.int() });
const Item = z.strictObject({
  channel: z.string().optional(),
  accepted: z.int(),
  skipped: z.record(z.string(), z.int()),
  sent: z.int(),
  delivered: z.int(),
  bounced: z.int(),
  complained: z.int(),
  opened: z.int(),
  clicked: z.int(),
  read: z.int(),
  unsubscribed: z.int(),
  failed: z.int(),
  expired: z.int(),
  latency: z.strictObject({ toSent: Latency.optional(), toDelivered: Latency.optional() }),
});
type Item = z.infer<typeof Item>;
const Summary = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  groupBy: z.literal('channel'),
  items: z.array(Item),
});

const Kept = z.array(z.object({ id: z.string(), notificationId: z.string().optional() }));

const mail = async (recipientIdentifier: string) => {
  const data = {
    orderId: uniqueLabel('order'),
    customerName: 'Ada',
    carrier: 'Royal Mail',
    trackingNumber: 'RM 1',
    trackingUrl: 'https://www.example.com/track',
  };
  const recipient = { recipientType: 'EMAIL', recipientIdentifier };
  const { notificationId } = await send({ templateId, ...recipient, channels: ['EMAIL'], data });
  return notificationId;
};

const open = async (notificationId: string) => {
  const answer = await fetch(`${target.outboxUrl}/messages?channel=EMAIL`);
  const kept = Kept.parse(await answer.json());
  const { id } = kept.find((one) => one.notificationId === notificationId) ?? {};
  const userAgent = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
  await fetch(`${target.outboxUrl}/messages/${id}/open.gif`, {
    headers: { 'user-agent': userAgent },
  });
};

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

const mailsSince = async (from: number): Promise<Item | undefined> => {
  const query = `from=${day(from)}&to=${day(from + 86_400_000)}&groupBy=channel`;
  const answer = await call('GET', `/analytics/summary?${query}&templateId=${templateId}`);
  expect(answer.status, answer.text).toBe(200);
  return Summary.parse(answer.body).items.find(({ channel }) => channel === 'EMAIL');
};

needs('feedback', 'outbox')('what became of a few mails is counted, each once', async () => {
  const from = await targetNow();
  // Whoever ran this suite before against the same target has been counted as well.
  const before = await mailsSince(from);
  const read = await mail(uniqueAddress());
  const bouncing = `bounce+${uniqueLabel()}@simulator.amazonses.com`;
  const bounced = await mail(bouncing);
  await waitForStatus(read, ['DELIVERED']);
  await waitForStatus(bounced, ['FAILED']);
  await open(read);
  await waitForStatus(await mail(bouncing), ['SKIPPED']);

  const expected = {
    accepted: (before?.accepted ?? 0) + 3,
    sent: (before?.sent ?? 0) + 2,
    delivered: (before?.delivered ?? 0) + 1,
    bounced: (before?.bounced ?? 0) + 1,
    opened: (before?.opened ?? 0) + 1,
    skipped: { SUPPRESSED: (before?.skipped.SUPPRESSED ?? 0) + 1 },
    complained: 0,
    clicked: 0,
    failed: 0,
  };
  let last: Item | undefined;
  const counted = await waitFor(
    'all to be counted',
    async () => {
      last = await mailsSince(from);
      const { accepted = 0, opened = 0, skipped = {} } = last ?? {};
      const isAll =
        accepted >= expected.accepted &&
        opened >= expected.opened &&
        (skipped.SUPPRESSED ?? 0) >= expected.skipped.SUPPRESSED;
      return isAll ? last : undefined;
    },
    () => `It was ${JSON.stringify(last)}`,
  );
  expect(counted).toMatchObject(expected);
  expect(counted.latency.toSent?.p50Ms).toBeGreaterThan(0);
  expect(counted.latency.toDelivered?.p99Ms).toBeGreaterThan(0);
});

needs()('more than 92 days at once are refused', async () => {
  const answer = await call('GET', '/analytics/summary?from=2026-01-01&to=2026-11-23');
  const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
  expect(errors).toMatchObject([{ pointer: '/query/to' }]);
});
