import { afterEach, describe, expect, inject } from 'vitest';
import { advanceClock } from './clock.ts';
import { BatchAccepted } from './contract.ts';
import { orderFor, uniqueAddress, uniqueLabel } from './herald.ts';
import { type LocalCloud, startLocalCloud } from './local-cloud.ts';
import { needs } from './needs.ts';
import { allMails } from './outbox.ts';
import { call } from './signed-call.ts';
import type { Target } from './target.ts';
import { waitFor } from './wait-for.ts';

/** HERALD_BACKLOG=10000 takes a minute longer, and shows the same. */
const backlogSize = Number(process.env.HERALD_BACKLOG ?? 1_000);
const batchSize = 100;
/** Batches that are sent at once. */
const senders = 4;
const timeoutMs = 240_000;
const delaySeconds = 600;

let cloud: LocalCloud | undefined;

afterEach(() => cloud?.stop());

describe(`a backlog of ${backlogSize} standard messages`, () => {
  needs('local-cloud')(
    'does not delay an express one',
    { timeout: timeoutMs },
    async ({ annotate }) => {
      // One of its own, for what is left of the backlog would be in the way of other tests.
      cloud = await startLocalCloud(inject('cloudFolder'));
      const { target } = cloud;
      const label = uniqueLabel('backlog');
      await fillBacklog(label, target);
      const arrived = async () =>
        (await allMails(target)).filter(({ to }) => to.startsWith(label)).length;
      expect(await arrived()).toBe(0);

      await advanceClock(delaySeconds + 1, target);
      const [late, express] = [uniqueAddress(), uniqueAddress()];
      await sendTo(late, 'LOW', target);
      await sendTo(express, 'HIGH', target);
      const mails = await waitFor('the express mail', async () => {
        const sent = await allMails(target);
        return sent.some(({ to }) => to === express) ? sent : undefined;
      });

      const before = mails.slice(
        0,
        mails.findIndex(({ to }) => to === express),
      );
      const overtaken = backlogSize - before.length;
      await annotate(`the express mail overtook ${overtaken} of ${backlogSize}`);
      expect(overtaken).toBeGreaterThan(0.9 * backlogSize);
      expect(before.map(({ to }) => to)).not.toContain(late);
      // It was due all the while, and is on its way.
      await waitFor('the backlog to move', async () => ((await arrived()) > 0 ? true : undefined));
    },
  );
});

/** Accepts the backlog for later, so that all of it falls due at once when the clock is moved. */
async function fillBacklog(label: string, target: Target): Promise<void> {
  const scheduledFor = new Date(Date.now() + delaySeconds * 1000).toISOString();
  const batches = Array.from({ length: backlogSize / batchSize }, (_, batch) =>
    Array.from({ length: batchSize }, (__, place) => ({
      ...orderFor({
        recipientIdentifier: uniqueAddress(`${label}-${batch}-${place}`),
        priority: place % 2 === 0 ? 'LOW' : 'MEDIUM',
        channels: ['EMAIL'],
        scheduledFor,
      }),
    })),
  );
  const send = async () => {
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
      const body = { notifications: batch };
      const answer = await call('POST', '/notifications/batch', { body, target });
      const { results } = BatchAccepted.parse(answer.body);
      const refused = results.filter((result) => !('status' in result));
      expect(refused, answer.text.slice(0, 500)).toEqual([]);
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
}

async function sendTo(
  recipientIdentifier: string,
  priority: string,
  target: Target,
): Promise<void> {
  const body = orderFor({ recipientIdentifier, priority, channels: ['EMAIL'] });
  const answer = await call('POST', '/notifications/send', { body, target });
  expect(answer, answer.text).toMatchObject({ status: 202 });
}
