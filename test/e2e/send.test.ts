import { describe, expect, test } from 'vitest';
import { Accepted, InboxPage, type Notification, TemplatePage } from './contract.ts';
import {
  letEverythingThrough,
  makeUser,
  orderFor,
  send,
  sentStatuses,
  statusOf,
  uniqueAddress,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';

const designExample = {
  templateId: 'ORDER_CONFIRMATION',
  recipientType: 'EMAIL',
  recipientIdentifier: 'user@example.com',
  data: { orderId: '12345', customerName: 'John Doe', orderTotal: '$49.99' },
  priority: 'HIGH',
  channels: ['EMAIL', 'IN_APP'],
  scheduledFor: '2023-10-27T10:00:00Z',
};

/** The deliveries that were made, less the channels that were passed over. */
const made = (deliveries: Notification['deliveries']) =>
  deliveries.filter(({ status }) => status !== 'SKIPPED');

describe('a send', () => {
  needs('outbox')('takes the example of the specification as it stands', async () => {
    const before = (await mailsTo('user@example.com')).length;

    const { notificationId, status } = await send(designExample);
    const sent = await waitForStatus(notificationId);

    expect(status).toBe('ACCEPTED');
    expect(sent).toMatchObject({
      templateId: 'ORDER_CONFIRMATION',
      category: 'orders',
      priority: 'HIGH',
      deliveries: [
        { channel: 'EMAIL', provider: 'SES', address: 'u***@example.com', attempts: 1 },
        { channel: 'IN_APP', status: 'SKIPPED', reason: 'NO_ADDRESS', attempts: 0 },
      ],
    });
    expect(sent.scheduledFor).toBeUndefined();
    const mails = await mailsTo('user@example.com');
    expect(mails).toHaveLength(before + 1);
    expect(mails.at(-1)).toMatchObject({
      subject: 'Your order 12345 is confirmed',
      text: expect.stringMatching(/Hello John Doe,.*Order: 12345\nTotal: \$49\.99/s),
      html: expect.stringMatching(/John Doe.*12345.*\$49\.99/s),
    });
  });

  test('answers 202 with the id and where its status is', async () => {
    const recipientIdentifier = uniqueAddress();

    const answer = await call('POST', '/notifications/send', {
      body: orderFor({ recipientIdentifier }),
    });

    const { notificationId, status } = Accepted.parse(answer.body);
    expect(answer.status).toBe(202);
    expect(status).toBe('ACCEPTED');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('location')).toBe(`/v1/notifications/${notificationId}/status`);
    const { deliveries } = await waitForStatus(notificationId);
    expect(made(deliveries)).toMatchObject([{ channel: 'EMAIL' }]);
  });

  for (const priority of ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']) {
    needs('outbox')(`arrives with priority ${priority}`, async () => {
      const recipientIdentifier = uniqueAddress();
      const body = orderFor({ recipientIdentifier, priority });

      const { notificationId } = await send(body);

      expect((await waitForMail(recipientIdentifier)).subject).toContain(body.data.orderId);
      expect(await waitForStatus(notificationId)).toMatchObject({ priority });
    });
  }

  needs('outbox')('to a user by USER_ID is a mail and an inbox item', async () => {
    const { userId, email } = await makeUser();
    const body = orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId });

    const { notificationId } = await send(body);
    const { deliveries } = await waitForStatus(notificationId);

    expect(made(deliveries).map(({ channel }) => channel)).toEqual(['EMAIL', 'IN_APP']);
    for (const { status } of made(deliveries)) expect(sentStatuses).toContain(status);
    expect((await waitForMail(email)).subject).toBe(`Your order ${body.data.orderId} is confirmed`);
    const inbox = await call('GET', `/users/${userId}/inbox`);
    expect(InboxPage.parse(inbox.body).items).toMatchObject([
      {
        notificationId,
        templateId: 'ORDER_CONFIRMATION',
        category: 'orders',
        title: `Your order ${body.data.orderId} is confirmed`,
        body: expect.stringContaining('Thank you, Ada. Your total is £9.99.'),
      },
    ]);
  });

  needs('outbox', 'demo-users')('reaches a demo user by mail and inbox', async () => {
    const { body: user } = await call('GET', '/users/demo-ada');
    expect(user).toMatchObject({ userId: 'demo-ada', email: 'demo-ada@example.com' });
    const body = orderFor({ recipientType: 'USER_ID', recipientIdentifier: 'demo-ada' });

    const { notificationId } = await send(body);
    await waitForStatus(notificationId);

    const mails = await mailsTo('demo-ada@example.com');
    expect(mails.filter(({ subject }) => subject.includes(body.data.orderId))).toHaveLength(1);
    const inbox = InboxPage.parse((await call('GET', '/users/demo-ada/inbox')).body);
    expect(inbox.items[0]).toMatchObject({ notificationId });
  });

  needs('outbox')('to the address of a known user reaches that user in the app too', async () => {
    const { userId, email } = await makeUser();

    const { notificationId } = await send(orderFor({ recipientIdentifier: email.toUpperCase() }));
    await waitForStatus(notificationId);

    const inbox = InboxPage.parse((await call('GET', `/users/${userId}/inbox`)).body);
    expect(inbox.items).toMatchObject([{ notificationId }]);
  });

  needs('outbox')('goes by the channels that it names, and says so of the others', async () => {
    const { userId, email } = await makeUser();

    const { notificationId } = await send(
      orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['IN_APP'] }),
    );
    const { deliveries, decisions } = await waitForStatus(notificationId);
    await letEverythingThrough();

    expect(deliveries).toMatchObject([{ channel: 'IN_APP' }]);
    expect(decisions).toContainEqual({
      channel: 'EMAIL',
      verdict: 'SKIP',
      reason: 'NOT_REQUESTED',
      rule: 'requested-channels',
      rules: ['requested-channels'],
      inputs: { requested: 'IN_APP' },
    });
    expect(await mailsTo(email)).toEqual([]);
  });

  test('to a user whom no channel reaches is SKIPPED with its reasons', async () => {
    const { userId } = await makeUser({ email: undefined });

    const { notificationId } = await send(
      orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['EMAIL'] }),
    );

    expect(await waitForStatus(notificationId, ['SKIPPED'])).toMatchObject({
      deliveries: [{ channel: 'EMAIL', status: 'SKIPPED', reason: 'NO_ADDRESS' }],
    });
  });

  needs('outbox')('takes the subject that the caller gives, on one line', async () => {
    const recipientIdentifier = uniqueAddress();

    await send(orderFor({ recipientIdentifier, subject: 'Grüße,\r\nBcc: x@example.com <b>' }));

    const { subject } = await waitForMail(recipientIdentifier);
    expect(subject).toBe('Grüße, Bcc: x@example.com <b>');
  });

  needs('outbox')('escapes its data in HTML, and leaves it alone in text', async () => {
    const recipientIdentifier = uniqueAddress();
    const customerName = 'Zoë <script>alert("x")</script> & 李 😀';

    await send(orderFor({ recipientIdentifier, data: { customerName } }));

    const mail = await waitForMail(recipientIdentifier);
    expect(mail.text).toContain(`Hello ${customerName},`);
    expect(mail.html).toContain('Zoë &lt;script&gt;');
    expect(mail.html).toContain('&amp; 李 😀');
    expect(mail.html).not.toContain('<script>alert');
  });

  test('gives the metadata of its caller back', async () => {
    const metadata = { tenant: 'north', 'trace-id': 'a/b c' };

    const { notificationId } = await send(
      orderFor({ recipientIdentifier: uniqueAddress(), metadata }),
    );

    expect(await statusOf(notificationId)).toMatchObject({ metadata });
  });

  test('whose rendering fails is FAILED with the reason after one attempt', async () => {
    const { notificationId } = await send(
      orderFor({ recipientIdentifier: uniqueAddress(), subject: '\u2028', channels: ['EMAIL'] }),
    );

    expect(await waitForStatus(notificationId, ['FAILED'])).toMatchObject({
      deliveries: [{ channel: 'EMAIL', status: 'FAILED', reason: 'RENDERING_FAILED', attempts: 1 }],
    });
  });

  needs('mail-headers')('carries its own ids with the mail', async () => {
    const recipientIdentifier = uniqueAddress();
    const { notificationId } = await send(orderFor({ recipientIdentifier }));

    const mail = await waitForMail(recipientIdentifier);

    expect(mail).toMatchObject({ notificationId });
    expect(mail.deliveryId).toMatch(new RegExp(`^${notificationId}-EMAIL-`));
  });
});

describe('every template in code', () => {
  needs('outbox')('can be sent with its own sample', async () => {
    const { body } = await call('GET', '/templates?limit=100');
    const all = TemplatePage.parse(body).items;
    const items = all.filter(({ source }) => source === 'CODE');
    const { userId, email } = await makeUser({ timeZone: 'Europe/Paris' });

    const sent = await Promise.all(
      items.map(({ templateId, sample: data }) =>
        send({ templateId, recipientType: 'USER_ID', recipientIdentifier: userId, data }),
      ),
    );
    const ended = await Promise.all(
      sent.map(({ notificationId }) => waitForStatus(notificationId)),
    );

    expect(ended.map(({ templateId }) => templateId)).toEqual(
      expect.arrayContaining(['ORDER_CONFIRMATION', 'ONE_TIME_CODE', 'HOLIDAY_PROMOTION']),
    );
    const mails = await mailsTo(email);
    expect(mails).toHaveLength(items.filter(({ channels }) => channels.includes('EMAIL')).length);
    for (const { subject, html, text } of mails) {
      expect(subject).not.toBe('');
      expect(`${html}${text}`).not.toMatch(/undefined|\[object|<%/);
    }
    const inbox = InboxPage.parse((await call('GET', `/users/${userId}/inbox`)).body);
    expect(inbox.items).toHaveLength(
      items.filter(({ channels }) => channels.includes('IN_APP')).length,
    );
  });
});
