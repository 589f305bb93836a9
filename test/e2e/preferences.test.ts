import { describe, expect, test } from 'vitest';
import {
  expectProblem,
  letEverythingThrough,
  makeUser,
  orderFor,
  send,
  sentStatuses,
  uniqueAddress,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';
import { simulate } from './simulate.ts';
import { settledItems, storedItems } from './tables.ts';

const say = async (userId: string, ...preferences: readonly object[]) => {
  const path = `/users/${userId}/preferences`;
  const answer = await call('POST', path, { body: { preferences } });
  expect(answer, answer.text).toMatchObject({ status: 200 });
};

const orderTo = (userId: string, more: object = {}) =>
  orderFor({
    recipientType: 'USER_ID',
    recipientIdentifier: userId,
    channels: ['EMAIL', 'IN_APP'],
    ...more,
  });

const securityAlertTo = (userId: string) => ({
  templateId: 'SECURITY_ALERT',
  recipientType: 'USER_ID',
  recipientIdentifier: userId,
  channels: ['EMAIL'],
  data: {
    event: 'New sign-in to your account',
    happenedAt: '2026-11-23T08:04:00Z',
    device: 'Firefox on Windows',
    location: 'Lyon, France',
    secureAccountUrl: 'https://www.example.com/account/security',
  },
});

describe('who opted out', () => {
  test('of a category hears nothing of it, and the status says why and since when', async () => {
    const { userId } = await makeUser();
    await say(userId, { category: 'orders', enabled: false });

    const simulated = await simulate(orderTo(userId));
    const { notificationId } = await send(orderTo(userId));
    const { decisions, deliveries } = await waitForStatus(notificationId, ['SKIPPED']);

    for (const channel of ['EMAIL', 'IN_APP']) {
      const decision = decisions.find((one) => one.channel === channel);
      expect(decision).toMatchObject({
        verdict: 'SKIP',
        reason: 'OPTED_OUT',
        rule: 'preferences',
        inputs: { level: 'category', since: expect.any(Number) },
      });
    }
    expect(deliveries.map(({ status, reason }) => [status, reason])).toEqual([
      ['SKIPPED', 'OPTED_OUT'],
      ['SKIPPED', 'OPTED_OUT'],
    ]);
    expect(simulated).toMatchObject({ status: 'SKIPPED', channels: [], decisions });
  });

  needs('outbox')('of a channel hears it by the others', async () => {
    const { userId, email } = await makeUser();
    await say(userId, { channel: 'EMAIL', enabled: false });

    const simulated = await simulate(orderTo(userId));
    const { notificationId } = await send(orderTo(userId));
    const { deliveries, decisions } = await waitForStatus(notificationId);
    await letEverythingThrough();

    expect(deliveries.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      status: 'SKIPPED',
      reason: 'OPTED_OUT',
    });
    expect(sentStatuses).toContain(deliveries.find(({ channel }) => channel === 'IN_APP')?.status);
    expect(await mailsTo(email)).toEqual([]);
    expect(simulated.channels.map(({ channel }) => channel)).toEqual(['IN_APP']);
    expect(simulated.decisions).toEqual(decisions);
  });

  needs('outbox')('of everything still hears what nobody may decline', async () => {
    const { userId, email } = await makeUser();
    await say(userId, { enabled: false });

    await waitForStatus((await send(securityAlertTo(userId))).notificationId);

    await waitForMail(email);
  });
});

describe('who may override preferences', () => {
  const override = { channels: ['EMAIL'], overridePreferences: true };

  needs('outbox', 'override')(
    'reaches a person by a channel that they declined, on record',
    async () => {
      const { userId, email } = await makeUser();
      await say(userId, { channel: 'EMAIL', enabled: false });

      const { notificationId } = await send(orderTo(userId, override));
      const { decisions, timeline } = await waitForStatus(notificationId);

      await waitForMail(email);
      const { inputs } = decisions.find(({ channel }) => channel === 'EMAIL') ?? {};
      expect(inputs).toEqual({
        level: 'category-default',
        overriddenBy: expect.stringMatching(/^\d{12}\/.+/),
        overriddenLevel: 'channel',
      });
      expect(timeline[0]).toMatchObject({
        event: 'ACCEPTED',
        detail: `Preferences on channels overridden by ${inputs?.overriddenBy}`,
      });
    },
  );

  needs('override')('does not by a category that they declined', async () => {
    const { userId } = await makeUser();
    await say(userId, { category: 'orders', enabled: false });

    const { notificationId } = await send(orderTo(userId, override));

    const { decisions } = await waitForStatus(notificationId, ['SKIPPED']);
    expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      reason: 'OPTED_OUT',
      inputs: { level: 'category' },
    });
  });
});

describe('a simulation', () => {
  needs('outbox')(
    'shows what is then sent, with nothing written and nothing sent before',
    async () => {
      const recipientIdentifier = uniqueAddress();
      const body = orderFor({
        recipientIdentifier,
        channels: ['EMAIL', 'IN_APP'],
        priority: 'HIGH',
      });
      await letEverythingThrough();
      const before = await settledItems();

      const simulated = await simulate(body);

      expect(await storedItems()).toBe(before);
      expect(await mailsTo(recipientIdentifier)).toEqual([]);
      const { notificationId } = await send(body);
      const { decisions, deliveries } = await waitForStatus(notificationId);
      const mail = await waitForMail(recipientIdentifier);
      expect(simulated).toMatchObject({ status: 'ROUTED', decisions, warnings: [] });
      expect(simulated.channels).toMatchObject([
        {
          channel: 'EMAIL',
          address: deliveries.find(({ channel }) => channel === 'EMAIL')?.address,
          content: { subject: mail.subject },
          estimatedCost: { amount: 0.0001, currency: 'USD' },
        },
      ]);
      // The links in it are for its reader alone.
      const read = (text = '') =>
        text
          .replaceAll(/(\/v1\/\w+)\/\S+/g, '$1')
          .replaceAll(/\s+/g, ' ')
          .trim();
      expect(read(mail.text)).toBe(read(simulated.channels[0]?.content?.text));
    },
  );

  test('of what the door would refuse is refused alike', async () => {
    const path = '/notifications/simulate';
    const body = orderFor({ recipientIdentifier: uniqueAddress() });
    for (const [spoilt, pointer] of [
      [{ templateId: 'NO_SUCH_TEMPLATE' }, '/templateId'],
      [{ priorty: 'HIGH' }, '/priorty'],
      [{ at: 'tomorrow' }, '/at'],
      [{ recipientType: 'USER_ID', recipientIdentifier: 'no-such-user' }, '/recipientIdentifier'],
    ] as const) {
      const answer = await call('POST', path, { body: { ...body, ...spoilt } });
      const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
      expect(errors?.map((error) => error.pointer)).toEqual([pointer]);
    }
    const got = await call('GET', path);
    expectProblem(got, 405, 'METHOD_NOT_ALLOWED');
    expect(got.headers.get('allow')).toBe('POST');
  });

  test('of what is for later says when it is decided, and stores no schedule', async () => {
    const { userId } = await makeUser();
    const scheduledFor = new Date(Date.now() + 300 * 86_400_000).toISOString();

    const simulated = await simulate(orderTo(userId, { scheduledFor }));

    expect(simulated).toMatchObject({
      status: 'SCHEDULED',
      statusWhenDue: 'ROUTED',
      decidedAt: scheduledFor,
    });
    expect((await call('GET', `/users/${userId}/notifications`)).body).toMatchObject({ items: [] });
  });
});
