import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { advanceClock } from './clock.ts';
import { orderFor, send, sentStatuses, statusOf, uniqueAddress, waitForStatus } from './herald.ts';
import { needs, target } from './needs.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const Channel = z.object({
  channel: z.string(),
  state: z.enum(['ACTIVE', 'PAUSED']),
  pausedBy: z.string().optional(),
  providers: z.array(z.object({ name: z.string(), circuit: z.string() })),
});

/** A change is obeyed everywhere after five seconds. */
const obeyedSeconds = 6;
/** No express message waits longer for its next try. */
const mostSeconds = 60;

const put = async (channel: string, state: string) => {
  const answer = await call('PUT', `/channels/${channel}`, { body: { state } });
  expect(answer, answer.text).toMatchObject({ status: 200 });
  return Channel.parse(answer.body);
};
const circuitsOf = async (channel: string) => {
  const answer = await call('GET', `/channels/${channel}`);
  const { providers } = Channel.parse(answer.body);
  return Object.fromEntries(providers.map(({ name, circuit }) => [name, circuit]));
};
const takeOut = async (service: string, seconds: number) => {
  const body = JSON.stringify({ service, seconds });
  const answer = await fetch(`${target.controlUrl}/outages`, { method: 'POST', body });
  expect(answer.status, await answer.text()).toBe(200);
};

/** None of the local phones that have a fate of their own. */
const alertBySms = () =>
  send({
    templateId: 'SECURITY_ALERT',
    recipientType: 'PHONE_NUMBER',
    recipientIdentifier: `+1415558${String(2_000 + randomInt(7_000))}`,
    data: {
      event: 'New sign-in to your account',
      happenedAt: '2026-11-23T08:04:00Z',
      device: 'Firefox on Windows',
      location: 'Lyon, France',
      secureAccountUrl: 'https://www.example.com/account/security',
    },
    priority: 'HIGH',
  });
const bySms = async (notificationId: string, wanted: readonly string[]) => {
  const { deliveries } = await waitForStatus(notificationId, wanted);
  return deliveries.find(({ channel }) => channel === 'SMS');
};
const waitForReason = (notificationId: string, reason: string) =>
  waitFor(`${notificationId} to say ${reason}`, async () => {
    const { deliveries } = await statusOf(notificationId);
    return deliveries.find((delivery) => delivery.reason === reason);
  });

describe('channels', () => {
  test('are listed with who carries them, and can be resumed by whoever was not paused', async () => {
    const { body } = await call('GET', '/channels');
    const { items } = z.object({ items: z.array(Channel) }).parse(body);
    expect(items.map(({ channel }) => channel)).toContain('EMAIL');
    expect(items.every(({ providers }) => providers.length > 0)).toBe(true);
    expect(await put('WEBHOOK', 'ACTIVE')).toMatchObject({ channel: 'WEBHOOK', state: 'ACTIVE' });
    expect(await call('GET', '/channels/FAX')).toMatchObject({ status: 404 });
    expect(await call('PUT', '/channels/SMS', { body: { state: 'OFF' } })).toMatchObject({
      status: 400,
    });
  });

  describe('that are stopped', () => {
    afterAll(async () => {
      if (target.controlUrl === undefined) return;
      await put('SMS', 'ACTIVE');
      for (const service of ['sms', 'ses']) await takeOut(service, 0);
    });

    needs('clock')(
      'wait with what they are given, say why, and send it when they are resumed',
      async () => {
        expect(await put('SMS', 'PAUSED')).toMatchObject({ state: 'PAUSED' });
        expect((await put('SMS', 'PAUSED')).pausedBy).toMatch(/^\d{12}\//);
        await advanceClock(obeyedSeconds);
        const { notificationId } = await alertBySms();
        expect(await waitForReason(notificationId, 'CHANNEL_PAUSED')).toMatchObject({
          status: 'RETRYING',
          attempts: 0,
        });
        await advanceClock(mostSeconds);
        expect(await waitForReason(notificationId, 'CHANNEL_PAUSED')).toMatchObject({
          attempts: 0,
        });
        await put('SMS', 'ACTIVE');
        await advanceClock(obeyedSeconds + mostSeconds);
        expect(await bySms(notificationId, sentStatuses)).toMatchObject({ attempts: 1 });
      },
    );

    needs('clock', 'outages')(
      'turn to the other provider in an outage, and back to the first after it',
      async () => {
        await takeOut('sms', 3_600);
        const sent = [];
        for (let count = 0; count < 12; count += 1) sent.push(await alertBySms());
        for (const { notificationId } of sent) {
          expect(await bySms(notificationId, sentStatuses)).toMatchObject({
            provider: 'SNS',
            attempts: 1,
          });
        }
        expect(await circuitsOf('SMS')).toEqual({ END_USER_MESSAGING: 'OPEN', SNS: 'CLOSED' });
        await advanceClock(3_600);
        expect(await circuitsOf('SMS')).toMatchObject({ END_USER_MESSAGING: 'HALF_OPEN' });
        const { notificationId } = await alertBySms();
        expect(await bySms(notificationId, sentStatuses)).toMatchObject({
          provider: 'END_USER_MESSAGING',
        });
        expect(await circuitsOf('SMS')).toEqual({ END_USER_MESSAGING: 'CLOSED', SNS: 'CLOSED' });
      },
    );

    needs('clock', 'outages')('lose nothing in an outage of their only provider', async () => {
      await takeOut('ses', 3_600);
      const recipientIdentifier = uniqueAddress();
      const { notificationId } = await send(orderFor({ recipientIdentifier, priority: 'HIGH' }));
      expect(await waitForReason(notificationId, 'PROVIDER_UNAVAILABLE')).toMatchObject({
        status: 'RETRYING',
      });
      await advanceClock(3_600);
      await advanceClock(mostSeconds);
      expect((await waitForStatus(notificationId)).deliveries).toContainEqual(
        expect.objectContaining({ channel: 'EMAIL', provider: 'SES' }),
      );
    });
  });
});
