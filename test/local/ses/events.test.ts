import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveryId, openSes } from './fixture.ts';

let world: Awaited<ReturnType<typeof openSes>>;

beforeEach(async () => {
  world = await openSes();
});
afterEach(() => world.close());

const sendTo = (...ToAddresses: string[]) => world.send({ Destination: { ToAddresses } });
const simulated = (name: string) => `${name}@simulator.amazonses.com`;
/** What arrives, once as many events as are named have. */
const eventsOf = async (...types: readonly string[]) => {
  await expect
    .poll(() => world.events())
    .toEqual(types.map((eventType) => expect.objectContaining({ eventType })));
  return world.events();
};

test('tells that a mail was sent and delivered, with its tags', async () => {
  const { MessageId } = await sendTo('ada@example.com');
  const [sent, delivered] = await eventsOf('Send', 'Delivery');
  const mail = {
    messageId: MessageId,
    timestamp: '2026-11-02T09:00:00.000Z',
    source: 'Herald <herald@example.com>',
    destination: ['ada@example.com'],
    tags: { 'ses:configuration-set': ['all'], deliveryId: [deliveryId] },
    headers: expect.arrayContaining([{ name: 'Subject', value: 'Your order' }]),
  };
  expect(sent).toMatchObject({ mail, send: {} });
  expect(delivered).toMatchObject({
    mail,
    delivery: { recipients: ['ada@example.com'], smtpResponse: '250 2.6.0 Message received' },
  });
});

test.each(['success', 'success+label', 'SUCCESS'])('delivers to %s@', async (name) => {
  await sendTo(simulated(name));
  await eventsOf('Send', 'Delivery');
});

test('bounces at bounce@, whatever its label', async () => {
  await sendTo(simulated('bounce+label'));
  const [, bounced] = await eventsOf('Send', 'Bounce');
  expect(bounced).toMatchObject({
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: simulated('bounce+label'),
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      timestamp: '2026-11-02T09:00:00.000Z',
      feedbackId: expect.any(String),
    },
  });
  expect(world.outbox.list()).toMatchObject([
    { fate: 'BOUNCED', detail: 'smtp; 550 5.1.1 user unknown' },
  ]);
});

test('bounces at suppressionlist@ as SES itself does', async () => {
  await sendTo(simulated('suppressionlist'));
  const [, bounced] = await eventsOf('Send', 'Bounce');
  expect(bounced).toMatchObject({
    bounce: { bounceType: 'Permanent', bounceSubType: 'Suppressed' },
  });
});

test('delivers to complaint@, who complains', async () => {
  await sendTo(simulated('complaint'));
  const [, , complained] = await eventsOf('Send', 'Delivery', 'Complaint');
  expect(complained).toMatchObject({
    complaint: {
      complaintFeedbackType: 'abuse',
      complainedRecipients: [{ emailAddress: simulated('complaint') }],
    },
  });
  expect(world.outbox.list()).toMatchObject([{ fate: 'COMPLAINED' }]);
});

test('delivers to ooto@, whose reply comes back as a transient bounce', async () => {
  await sendTo(simulated('ooto'));
  const [, , replied] = await eventsOf('Send', 'Delivery', 'Bounce');
  expect(replied).toMatchObject({
    bounce: {
      bounceType: 'Transient',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: simulated('ooto') }],
    },
  });
  expect(world.outbox.list()).toMatchObject([{ fate: 'DELIVERED' }]);
});

test('tells of each recipient of a mail', async () => {
  await sendTo('ada@example.com', simulated('bounce'));
  await eventsOf('Send', 'Delivery', 'Bounce');
  expect(world.outbox.list()).toMatchObject([{ fate: 'BOUNCED' }]);
});

test('tells a destination only what it asked for', async () => {
  await sendTo(simulated('bounce'));
  await sendTo('ada@example.com');
  await eventsOf('Send', 'Bounce', 'Send', 'Delivery');
  const [entry, ...others] = world.queues.of('bounces');
  expect(others).toEqual([]);
  expect(JSON.parse(entry?.body ?? '')).toMatchObject({
    Type: 'Notification',
    Subject: 'Amazon SES Email Event Notification',
    Message: expect.stringContaining('"eventType":"Bounce"'),
  });
});

test('tells nobody where no configuration set is named or its destination is disabled', async () => {
  await world.send({ ConfigurationSetName: undefined });
  // Its identity names a configuration set of its own, whose destination is disabled.
  await world.send({ FromEmailAddress: 'any@example.org', ConfigurationSetName: undefined });
  await sendTo('ada@example.com');
  await eventsOf('Send', 'Delivery');
});

test('tells of opens and clicks, with the tags of the link', async () => {
  const html =
    '<a href="https://example.com/?a=1&amp;b=2" ses:tags="place:top;campaign:spring;">Go</a>';
  const { MessageId = '' } = await world.send({
    Content: { Simple: { Subject: { Data: 's' }, Body: { Html: { Data: html } } } },
  });
  const reader = { ip: '127.0.0.1', userAgent: 'Browser/1' };
  const who = { ipAddress: '127.0.0.1', userAgent: 'Browser/1', timestamp: expect.any(String) };
  world.ses.recordOpen(MessageId, reader);
  world.ses.recordClick(MessageId, 'https://example.com/?a=1&b=2', reader);
  world.ses.recordClick(MessageId, 'https://example.com/other', reader);
  world.ses.recordOpen('unknown', reader);
  const [, , open, click, other] = await eventsOf('Send', 'Delivery', 'Open', 'Click', 'Click');
  expect(open).toMatchObject({ mail: { tags: { deliveryId: [deliveryId] } }, open: who });
  expect(click).toMatchObject({
    click: {
      ...who,
      link: 'https://example.com/?a=1&b=2',
      linkTags: { place: ['top'], campaign: ['spring'] },
    },
  });
  expect(other).toMatchObject({ click: { link: 'https://example.com/other', linkTags: null } });
});

test('tells after a restart what it could not tell before', async () => {
  world.queues.beforeSend = async () => {
    throw new Error('The disk is full.');
  };
  await sendTo('ada@example.com');
  await expect.poll(() => world.errors).not.toEqual([]);
  expect(world.events()).toEqual([]);
  world.queues.beforeSend = async () => undefined;
  await world.restart();
  await eventsOf('Send', 'Delivery');
});

test('drops what is meant for a topic that is gone, and goes on', async () => {
  await world.send({ ConfigurationSetName: 'stray' });
  await sendTo('ada@example.com');
  await eventsOf('Send', 'Delivery');
  expect(world.errors).toHaveLength(2);
});

test('tells no more than 10 KB of headers, and that there were more', async () => {
  const mail = [
    'From: herald@example.com',
    'To: ada@example.com',
    `X-Large: ${'x'.repeat(300_000)}`,
    '',
    'Hello.',
  ].join('\r\n');
  await world.send({ Content: { Raw: { Data: Buffer.from(mail) } } });
  const [sent] = await eventsOf('Send', 'Delivery');
  expect(sent).toMatchObject({
    mail: {
      headersTruncated: true,
      headers: [{ name: 'From' }, { name: 'To' }],
    },
  });
});
