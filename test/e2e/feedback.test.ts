import { expect, test } from 'vitest';
import * as z from 'zod';
import {
  expectProblem,
  makeUser,
  orderFor,
  send,
  uniqueAddress,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { needs, target } from './needs.ts';
import { messagesOf } from './outbox.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

/** SES's mailbox simulator tells what became of a mail by what it was sent to. */
const simulated = (scenario: string) => `${scenario}+${uniqueLabel()}@simulator.amazonses.com`;
const sendTo = async (
  recipientIdentifier: string,
  more: Readonly<Record<string, unknown>> = {},
) => {
  const { notificationId } = await send(
    orderFor({ recipientIdentifier, channels: ['EMAIL'], ...more }),
  );
  return notificationId;
};

needs('feedback')('a mail that arrived is DELIVERED', async () => {
  const { timeline, deliveries } = await waitForStatus(await sendTo(uniqueAddress()), [
    'DELIVERED',
  ]);
  expect(timeline.map(({ event }) => event)).toContain('DELIVERED');
  expect(deliveries).toMatchObject([{ status: 'DELIVERED', provider: 'SES' }]);
});

needs('feedback')(
  'an out-of-office reply leaves a mail DELIVERED, and suppresses nobody',
  async () => {
    const address = simulated('ooto');
    const notification = await waitForStatus(await sendTo(address), ['DELIVERED']);
    expect(notification.status).toBe('DELIVERED');
    await waitForStatus(await sendTo(address), ['DELIVERED']);
  },
);

needs('feedback')('who bounced is not written to again', async () => {
  const address = simulated('bounce');
  const { deliveries } = await waitForStatus(await sendTo(address), ['FAILED']);
  expect(deliveries).toMatchObject([{ status: 'BOUNCED', detail: 'Permanent/General 5.1.1' }]);
  const again = await waitForStatus(await sendTo(address), ['SKIPPED']);
  expect(again.deliveries).toMatchObject([{ status: 'SKIPPED', reason: 'SUPPRESSED' }]);
});

needs('feedback')('nor is who complained, even as a user who was known before', async () => {
  const { userId } = await makeUser({ email: simulated('complaint') });
  const recipient = { recipientType: 'USER_ID' };
  const first = await waitForStatus(await sendTo(userId, recipient), ['DELIVERED']);
  const complained = await waitFor('the complaint', async () => {
    const [delivery] = (await waitForStatus(first.notificationId, ['DELIVERED'])).deliveries;
    return delivery?.status === 'COMPLAINED' ? delivery : undefined;
  });
  expect(complained.detail).toBe('abuse');
  await waitForStatus(await sendTo(userId, recipient), ['SKIPPED']);
});

const Kept = z.array(z.object({ id: z.string(), notificationId: z.string().optional() }));

needs('feedback')('an open is told, and that of a machine apart', async () => {
  const notificationId = await sendTo(uniqueAddress());
  await waitForStatus(notificationId, ['DELIVERED']);
  const answer = await fetch(`${target.outboxUrl}/messages?channel=EMAIL`);
  const mails = Kept.parse(await answer.json());
  const mail = mails.find((one) => one.notificationId === notificationId);
  const openAs = (userAgent: string) =>
    fetch(`${target.outboxUrl}/messages/${mail?.id}/open.gif`, {
      headers: { 'user-agent': userAgent },
    });
  const engagement = async () =>
    (await waitForStatus(notificationId, ['DELIVERED'])).deliveries[0]?.engagement;

  await openAs('Mozilla/5.0');
  const byMachine = await waitFor('the machine', async () => {
    const now = await engagement();
    return now?.openedByMachineAt === undefined ? undefined : now;
  });
  expect(byMachine.openedAt).toBeUndefined();
  await openAs('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15');
  await waitFor('the person', async () => (await engagement())?.openedAt);
});

needs()('what is read in an inbox is told with its notification', async () => {
  const { userId } = await makeUser();
  const { notificationId } = await send(
    orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['IN_APP'] }),
  );
  await waitForStatus(notificationId);
  const inbox = await call('GET', `/users/${userId}/inbox`);
  const [item] = z
    .object({ items: z.array(z.object({ itemId: z.string() })) })
    .parse(inbox.body).items;
  const marked = await call('PUT', `/users/${userId}/inbox/${item?.itemId}`, {
    body: { read: true },
  });
  expect(marked.status, marked.text).toBe(200);
  await waitFor('the reader', async () => {
    const { engagement } = (await waitForStatus(notificationId)).deliveries[0] ?? {};
    return engagement?.readAt === undefined ? undefined : engagement.seenAt;
  });
});

test('what an app tells of a message is told with it, and what is not there is refused', async () => {
  const notificationId = await sendTo(uniqueAddress());
  const { deliveries } = await waitForStatus(notificationId);
  const deliveryId = deliveries[0]?.deliveryId;
  const tell = (id: string, body: unknown) =>
    call('POST', `/notifications/${id}/engagement`, { body });
  const told = await tell(notificationId, { deliveryId, kind: 'READ' });
  expect(told, told.text).toMatchObject({ status: 202, body: { notificationId, kind: 'READ' } });
  const at = await waitFor('the reader', async () => {
    const { engagement } = (await waitForStatus(notificationId)).deliveries[0] ?? {};
    return engagement?.readAt;
  });
  expect(told.body).toMatchObject({ at });
  const wrong = await tell(notificationId, { deliveryId: `${deliveryId}x`, kind: 'READ' });
  expect(wrong.body).toMatchObject({ errors: [{ code: 'UNKNOWN_DELIVERY' }] });
  expectProblem(await tell(notificationId, { deliveryId, kind: 'EATEN' }), 400, 'INVALID_REQUEST');
  const nobody = `ntf_${'0'.repeat(25)}`;
  expectProblem(await tell(nobody, { deliveryId, kind: 'READ' }), 404, 'NOT_FOUND');
});

// Only a local phone can be gone when it is to be.
needs('push', 'replies')(
  'a push to a device that turns out to be gone is FAILED, and the device is forgotten',
  async () => {
    const { userId } = await makeUser();
    const token = uniqueLabel('disabled-phone');
    const body = { platform: 'FCM', token };
    expect(await call('PUT', `/users/${userId}/devices/phone`, { body })).toMatchObject({
      status: 201,
    });
    const { notificationId } = await send(
      orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['PUSH'] }),
    );
    const { deliveries, timeline } = await waitForStatus(notificationId, ['FAILED']);
    expect(deliveries).toMatchObject([
      { channel: 'PUSH', status: 'FAILED', reason: 'DEVICE_GONE', detail: 'InvalidPlatformToken' },
    ]);
    expect(timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['SENT', 'DEVICE_GONE']),
    );
    await waitFor('the device to be forgotten', async () => {
      const { status } = await call('GET', `/users/${userId}/devices/phone`);
      return status === 404 || undefined;
    });
  },
);

const Inbound = z.object({ inboundMessageId: z.string() });
const reply = async (from: string, text: string) => {
  const answer = await fetch(`${target.smsUrl}/inbound`, {
    method: 'POST',
    body: JSON.stringify({ from, text }),
  });
  return Inbound.parse(await answer.json());
};

needs('replies', 'outbox')(
  'STOP ends SMS, and START begins it again; each is answered, once',
  { timeout: 60_000 },
  async () => {
    const digits = String(Date.now() % 10_000).padStart(4, '0');
    const phoneNumber = `+1415555${digits}`;
    const textTo = async () => {
      const { notificationId } = await send(
        orderFor({
          recipientType: 'PHONE_NUMBER',
          recipientIdentifier: phoneNumber,
          channels: ['SMS'],
        }),
      );
      return notificationId;
    };
    const untilTextsAre = (status: string) =>
      waitFor(`texts to be ${status}`, async () => {
        const { status: is } = await waitForStatus(await textTo(), ['DELIVERED', 'SKIPPED']);
        return is === status ? is : undefined;
      });
    await waitForStatus(await textTo(), ['DELIVERED']);
    const answersOf = async () =>
      (await messagesOf()).filter(
        ({ channel, to, notificationId }) =>
          channel === 'SMS' && to === phoneNumber && notificationId === undefined,
      );
    const untilAnswered = (words: RegExp) =>
      waitFor(`the answer ${words}`, async () =>
        (await answersOf()).find(({ text }) => words.test(text ?? '')),
      );
    await reply(phoneNumber, 'Arrêt');
    await untilTextsAre('SKIPPED');
    await untilAnswered(/vous ne recevrez plus de SMS/);
    await reply(phoneNumber, 'START');
    await untilTextsAre('DELIVERED');
    await untilAnswered(/You will get our texts again/);
    await reply(phoneNumber, 'HELP');
    await untilAnswered(/For help contact help@example.com/);
    expect(await answersOf()).toHaveLength(3);
  },
);
