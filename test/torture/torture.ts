import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { countFrom, numberFrom, readFlags } from '../../bin/command-line/read-flags.ts';
import { type LocalCloud, startLocalCloud } from '../e2e/local-cloud.ts';
import { signedRequest } from '../e2e/signed-request.ts';

const help = `npm run torture -- [--kills 10] [--rate 20] [--seconds 6]

Sends steadily to a local cloud of its own while its process gets SIGKILL and is started again, then lets
everything come to rest and accounts for every 202. The last line is JSON:

  {"kills","accepted","sent","twice","twiceWithoutCrash","lost","unfinished"}

It exits with 1 if one is lost or unfinished, or was sent twice outside of the crash window.

  --kills     how often the process is killed
  --rate      sends a second
  --seconds   how long the load lasts between one start and the next kill
`;

const { kills, rate, seconds } = readFlags({
  help,
  flags: { kills: { type: 'string' }, rate: { type: 'string' }, seconds: { type: 'string' } },
  schema: z.object({
    kills: countFrom(1).default(10),
    rate: numberFrom(0.1).default(20),
    seconds: numberFrom(0.1).default(6),
  }),
});

const Accepted = z.object({ notificationId: z.string() });
const Message = z.object({ notificationId: z.string(), deliveryId: z.string() });
const Status = z.object({
  status: z.string(),
  timeline: z.array(z.object({ reason: z.string().optional() })),
});

let cloud = await startLocalCloud();
process.once('SIGINT', async () => {
  await cloud.stop();
  process.exit(130);
});

/** Every key that was answered with a 202, and the id that it was promised. */
const promised = new Map<string, string>();
/** Keys whose call broke off: nobody knows whether they were taken, until they are repeated. */
const open = new Set<string>();

const send = async ({ target }: LocalCloud, key: string): Promise<void> => {
  open.add(key);
  try {
    const answer = await signedRequest(target, 'POST', '/notifications/send', {
      headers: { 'idempotency-key': key },
      body: {
        templateId: 'ORDER_CONFIRMATION',
        recipientType: 'EMAIL',
        recipientIdentifier: `${key}@example.com`,
        channels: ['EMAIL'],
        // By its key, so that a repeat has the same body: another one would be refused, or another notification.
        priority: key.charCodeAt(0) % 2 === 0 ? 'HIGH' : 'LOW',
        data: { orderId: key, customerName: 'Ada', orderTotal: '£1' },
      },
    });
    if (answer.status !== 202) return;
    const { notificationId } = Accepted.parse(answer.body);
    const before = promised.get(key);
    if (before !== undefined && before !== notificationId) {
      throw new Error(`${key} was promised ${before}, and then ${notificationId}`);
    }
    promised.set(key, notificationId);
    open.delete(key);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
};

for (let kill = 1; kill <= kills; kill += 1) {
  const sending: Promise<void>[] = [];
  for (const key of open) sending.push(send(cloud, key));
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    sending.push(send(cloud, randomUUID()));
    await sleep(1000 / rate);
  }
  await cloud.kill();
  await Promise.all(sending);
  process.stdout.write(
    `killed ${kill} of ${kills}: ${promised.size} accepted, ${open.size} broken off\n`,
  );
  cloud = await cloud.restart();
}

process.stdout.write('Letting everything come to rest\n');
await untilAnswered();
await untilAtRest();
const report = await account();
process.stdout.write(`${JSON.stringify(report)}\n`);
await cloud.stop();
process.exit(report.lost + report.unfinished + report.twiceWithoutCrash > 0 ? 1 : 0);

/** A caller repeats a call that broke off, with its key, until it is answered. */
async function untilAnswered(): Promise<void> {
  for (let round = 0; open.size > 0 && round < 60; round += 1) {
    await Promise.all([...open].map((key) => send(cloud, key)));
    if (open.size > 0) await sleep(1000);
  }
}

/** What a dead process held is invisible for two minutes: the clock is moved instead of waiting. */
async function untilAtRest(): Promise<void> {
  for (let idle = 0, before = -1; idle < 8; ) {
    await sleep(1000);
    const sent = (await messages()).length;
    idle = sent === before ? idle + 1 : 0;
    before = sent;
    if (idle > 0) await advance(61);
  }
}

async function account() {
  const arrived = Map.groupBy(await messages(), ({ notificationId }) => notificationId);
  let lost = 0;
  let unfinished = 0;
  let twice = 0;
  let twiceWithoutCrash = 0;
  for (const notificationId of promised.values()) {
    const times = arrived.get(notificationId)?.length ?? 0;
    const path = `/notifications/${notificationId}/status`;
    const answer = await signedRequest(cloud.target, 'GET', path);
    const { status, timeline } = Status.parse(answer.body);
    if (times === 0) lost += 1;
    if (status !== 'SENT' && status !== 'DELIVERED') unfinished += 1;
    if (times > 1) {
      twice += 1;
      const hasCrashed = timeline.some(({ reason }) => reason === 'CRASHED_WHILE_SENDING');
      if (!hasCrashed) twiceWithoutCrash += 1;
    }
  }
  const accepted = promised.size;
  return { kills, accepted, sent: arrived.size, twice, twiceWithoutCrash, lost, unfinished };
}

async function messages() {
  const response = await fetch(`${cloud.target.outboxUrl}/messages?channel=EMAIL`);
  return z.array(Message).parse(await response.json());
}

async function advance(advanceSeconds: number): Promise<void> {
  await fetch(`${cloud.target.controlUrl}/clock`, {
    method: 'POST',
    body: JSON.stringify({ advanceSeconds }),
  });
}
