import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { targetNow } from './clock.ts';
import { makeUser, send, sentStatuses, uniqueLabel, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { messagesOf } from './outbox.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const alert = {
  event: 'New sign-in to your account',
  happenedAt: '2026-11-23T08:04:00Z',
  device: 'Firefox on Windows',
  location: 'Lyon, France',
  secureAccountUrl: 'https://www.example.com/account/security',
};

interface Hook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let closeReceiver: (() => void) | undefined;
afterEach(() => closeReceiver?.());

/** A receiver on this machine, as a company's own would be. */
const startReceiver = async () => {
  const hooks: Hook[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    hooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeReceiver = () => server.close();
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return { hooks, url: `http://127.0.0.1:${port}/hook` };
};

/** None of the local phones that have a fate of their own. */
const uniquePhone = () => `+1415556${String(2_000 + Math.floor(Math.random() * 7_000))}`;

const putDevice = async (userId: string, deviceId: string, platform: string) => {
  const token = uniqueLabel(`token-of-${deviceId}`);
  const path = `/users/${userId}/devices/${deviceId}`;
  const answer = await call('PUT', path, { body: { platform, token } });
  expect(answer, answer.text).toMatchObject({ status: 201 });
  return token;
};

describe('a person whom every channel reaches', () => {
  needs(
    'loopback-webhooks',
    'push',
    'outbox',
  )('hears a security alert on each', async () => {
    const { hooks, url: webhookUrl } = await startReceiver();
    const phoneNumber = uniquePhone();
    const { userId, email } = await makeUser({ phoneNumber, webhookUrl });
    const tokens = [
      await putDevice(userId, 'phone', 'FCM'),
      await putDevice(userId, 'tablet', 'APNS'),
    ];
    const secretPath = `/users/${userId}/webhook-secret`;
    const Secret = z.object({ secret: z.string() });
    const old = Secret.parse((await call('GET', secretPath)).body);
    const { secret } = Secret.parse((await call('POST', `${secretPath}/rotate`)).body);

    const { notificationId } = await send({
      templateId: 'SECURITY_ALERT',
      recipientType: 'USER_ID',
      recipientIdentifier: userId,
      priority: 'CRITICAL',
      data: alert,
    });
    const { deliveries } = await waitForStatus(notificationId);

    expect(deliveries.map(({ channel }) => channel).toSorted()).toEqual([
      'EMAIL',
      'IN_APP',
      'PUSH',
      'PUSH',
      'SMS',
      'WEBHOOK',
    ]);
    for (const { status } of deliveries) expect(sentStatuses).toContain(status);
    const mine = (await messagesOf()).filter((one) => one.notificationId === notificationId);
    expect(mine.map(({ channel, to }) => `${channel} ${to}`).toSorted()).toEqual(
      [
        `EMAIL ${email}`,
        `IN_APP ${userId}`,
        ...tokens.map((token) => `PUSH ${token}`),
        `SMS ${phoneNumber}`,
      ].toSorted(),
    );
    for (const { text = '', subject = '' } of mine) {
      expect(`${subject} ${text}`).toContain('Lyon, France');
    }
    const hook = await waitFor('the webhook', async () => hooks[0]);
    expect(hooks).toHaveLength(1);
    const signed = Object.fromEntries(
      Object.entries(hook.headers).map(([name, value]) => [name, String(value)]),
    );
    // The receiver lives in the target's time, which earlier tests may have moved.
    vi.setSystemTime(await targetNow());
    onTestFinished(() => {
      vi.useRealTimers();
    });
    // Who has not changed the secret yet still understands.
    for (const known of [secret, old.secret]) {
      expect(new Webhook(known).verify(hook.body, signed)).toMatchObject({
        type: 'SECURITY_ALERT',
      });
    }
    expect(secret).not.toBe(old.secret);
  });

  needs('push')('is found by a phone number and by a device', async () => {
    const phoneNumber = uniquePhone();
    const { userId } = await makeUser({ phoneNumber });
    const token = await putDevice(userId, 'phone', 'FCM');

    for (const [recipientType, recipientIdentifier] of [
      ['PHONE_NUMBER', `(${phoneNumber.slice(2, 5)}) ${phoneNumber.slice(5)}`],
      ['PHONE_NUMBER', phoneNumber],
      ['DEVICE_TOKEN', token],
    ] as const) {
      const answer = await call('POST', '/notifications/send', {
        body: { templateId: 'SECURITY_ALERT', recipientType, recipientIdentifier, data: alert },
      });
      // A number without its country is no number.
      if (recipientIdentifier.startsWith('(')) {
        expect(answer).toMatchObject({ status: 400 });
        continue;
      }
      const { notificationId } = z.object({ notificationId: z.string() }).parse(answer.body);
      const { deliveries } = await waitForStatus(notificationId);
      const made = deliveries.filter(({ status }) => status !== 'SKIPPED');
      expect(made.map(({ channel }) => channel)).toEqual(
        expect.arrayContaining(['EMAIL', 'IN_APP', 'PUSH', 'SMS']),
      );
    }
  });
});
