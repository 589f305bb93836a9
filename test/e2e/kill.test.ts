import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, inject } from 'vitest';
import { advanceClock } from './clock.ts';
import { Accepted, BatchAccepted, Notification, User } from './contract.ts';
import { orderFor, sentStatuses, uniqueAddress, uniqueLabel } from './herald.ts';
import { type LocalCloud, startLocalCloud } from './local-cloud.ts';
import { needs } from './needs.ts';
import { allMails } from './outbox.ts';
import { call } from './signed-call.ts';
import type { Answer } from './signed-request.ts';
import type { Target } from './target.ts';
import { waitFor } from './wait-for.ts';

const timeoutMs = 240_000;

/** Longer than a lease, and than a message that was being worked on stays out of sight. */
const leasesEndSeconds = 150;

let cloud: LocalCloud | undefined;

afterEach(() => cloud?.stop());

describe('the local cloud, killed and started again', () => {
  needs('local-cloud')(
    'delivers all of 300 sends, none twice but in the crash window, and what fell due meanwhile',
    {
      timeout: timeoutMs,
    },
    async ({ annotate }) => {
      cloud = await startLocalCloud(inject('cloudFolder'));
      let { target } = cloud;
      const batches = [makeBatch('CRITICAL'), makeBatch('HIGH'), makeBatch('LOW')];
      const inFlight = batches.map((batch) => sendBatch(batch, target).catch(() => undefined));

      await waitFor('a fifth of the mails', async () =>
        (await allMails(target)).length >= 60 ? true : undefined,
      );
      await cloud.kill();
      const answers = await Promise.all(inFlight);
      cloud = await cloud.restart();
      target = cloud.target;
      // What it was about to send when it died is taken up when the leases end.
      await advanceClock(leasesEndSeconds, target);
      const arrivedBefore = (await allMails(target)).length;
      expect(arrivedBefore, 'it was killed too late to tell anything').toBeLessThan(300);

      // A caller whose call broke off repeats it with its key; what was promised needs no repeat.
      const promised = await Promise.all(
        batches.map(async (batch, position) => answers[position] ?? sendBatch(batch, target)),
      );
      const ids = promised.flatMap(idsOf);
      const wanted = batches.flatMap(({ addresses }) => addresses);
      await allArrived(wanted, target);

      expect(new Set(ids).size).toBe(300);
      const mails = Map.groupBy(await allMails(target), ({ to }) => to);
      expect([...mails.keys()].toSorted()).toEqual(wanted.toSorted());
      const twice = [...mails].filter(([, { length }]) => length > 1);
      for (const [address, [mail]] of twice) {
        // Only what died between the provider's yes and our record may be sent again, and says so.
        const { deliveries, timeline } = await statusOn(target, mail?.notificationId ?? '');
        expect(deliveries, address).toMatchObject([{ attempts: 2 }]);
        expect(timeline).toContainEqual(
          expect.objectContaining({ reason: 'CRASHED_WHILE_SENDING' }),
        );
      }
      expect(twice.length).toBeLessThanOrEqual(20);
      await annotate(`killed after ${arrivedBefore} of 300 mails; ${twice.length} came twice`);
      await Promise.all(
        ids.map((id) =>
          waitFor(`${id} to be SENT`, async () =>
            sentStatuses.includes((await statusOn(target, id)).status) ? true : undefined,
          ),
        ),
      );
      const again = await Promise.all(batches.map((batch) => sendBatch(batch, target)));
      expect(again.flatMap(idsOf)).toEqual(ids);

      const later = uniqueAddress();
      const scheduledFor = new Date((await cloudNow(target)) + 3000).toISOString();
      const body = orderFor({ recipientIdentifier: later, scheduledFor, channels: ['EMAIL'] });
      const answer = await call('POST', '/notifications/send', { target, body });
      expect(answer.body).toMatchObject({ status: 'SCHEDULED' });
      await cloud.interrupt();
      await sleep(3000);
      cloud = await cloud.restart();
      await allArrived([later], cloud.target);
      expect((await allMails(cloud.target)).filter(({ to }) => to === later)).toHaveLength(1);
    },
  );
});

interface Batch {
  readonly key: string;
  readonly addresses: readonly string[];
  readonly notifications: readonly unknown[];
}

function makeBatch(priority: string): Batch {
  const addresses = Array.from({ length: 100 }, () => uniqueAddress());
  const notifications = addresses.map((recipientIdentifier) =>
    orderFor({ recipientIdentifier, priority, channels: ['EMAIL'] }),
  );
  return { key: uniqueLabel('key'), addresses, notifications };
}

async function sendBatch({ key, notifications }: Batch, target: Target): Promise<Answer> {
  const answer = await call('POST', '/notifications/batch', {
    target,
    body: { notifications },
    headers: { 'idempotency-key': key },
  });
  expect(answer, answer.text).toMatchObject({ status: 202 });
  return answer;
}

function idsOf({ body }: Answer): readonly string[] {
  const { results } = BatchAccepted.parse(body);
  return results.map((result) => Accepted.parse(result).notificationId);
}

async function statusOn(target: Target, notificationId: string): Promise<Notification> {
  const { body } = await call('GET', `/notifications/${notificationId}/status`, { target });
  return Notification.parse(body);
}

/** The cloud's own time: its clock has been moved. */
async function cloudNow(target: Target): Promise<number> {
  const path = `/users/${uniqueLabel('clock')}`;
  const { body } = await call('PUT', path, { target, body: { email: uniqueAddress() } });
  return Date.parse(User.parse(body).updatedAt);
}

/**
 * Waits for a mail to each. What the dead process held is invisible for two minutes and leased for 30 s:
 * when nothing else moves, the clock is moved instead of waiting.
 */
async function allArrived(addresses: readonly string[], target: Target): Promise<void> {
  let missing = addresses.length;
  for (let idleRounds = 0; idleRounds < 60; ) {
    await sleep(500);
    const arrived = new Set((await allMails(target)).map(({ to }) => to));
    const before = missing;
    missing = addresses.filter((address) => !arrived.has(address)).length;
    if (missing === 0) return;
    if (missing < before) continue;
    idleRounds += 1;
    await advanceClock(31, target);
  }
  throw new Error(`${missing} of ${addresses.length} mails never came`);
}
