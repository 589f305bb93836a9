import {
  BadRequestException,
  GetAccountCommand,
  GetEmailIdentityCommand,
  MessageRejected,
  NotFoundException,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveryId, notificationId, openSes } from './fixture.ts';

let world: Awaited<ReturnType<typeof openSes>>;

beforeEach(async () => {
  world = await openSes();
});
afterEach(() => world.close());

const simple = (change: object) => ({
  Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } }, ...change } },
});
const raw = (lines: readonly string[]) => ({
  Content: { Raw: { Data: Buffer.from(lines.join('\r\n'), 'latin1') } },
});

test('puts a mail into the outbox before it answers', async () => {
  const { MessageId } = await world.send({
    ReplyToAddresses: ['help@example.com'],
    ...simple({
      Subject: { Data: 'Réservé ✓', Charset: 'UTF-8' },
      Body: { Html: { Data: '<p>é</p>' }, Text: { Data: 'é' } },
      Headers: [
        { Name: 'List-Unsubscribe', Value: '<https://example.com/u>' },
        { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
      ],
    }),
  });
  expect(MessageId).toMatch(/^0100[\da-f]{12}-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}-000000$/);
  expect(world.outbox.list()).toEqual([
    {
      id: MessageId,
      channel: 'EMAIL',
      to: 'ada@example.com',
      from: 'Herald <herald@example.com>',
      subject: 'Réservé ✓',
      html: '<p>é</p>',
      text: 'é',
      headers: {
        From: 'Herald <herald@example.com>',
        To: 'ada@example.com',
        'Reply-To': 'help@example.com',
        Subject: 'Réservé ✓',
        'MIME-Version': '1.0',
        'Message-ID': `<${MessageId}@email.amazonses.com>`,
        Date: 'Mon, 02 Nov 2026 09:00:00 +0000',
        'List-Unsubscribe': '<https://example.com/u>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      sentAt: '2026-11-02T09:00:00.000Z',
      deliveryId,
      notificationId,
      fate: 'DELIVERED',
    },
  ]);
});

test('reads a raw mail: its parts, encodings and folded headers', async () => {
  await world.send({
    FromEmailAddress: undefined,
    Destination: undefined,
    ...raw([
      'From: =?UTF-8?Q?H=C3=A9rald?= <herald@example.com>',
      'To: "Lovelace, Ada" <ada@example.com>,',
      ' bob@example.com',
      'Bcc: eve@example.com',
      'Subject: =?UTF-8?B?w6k=?= =?UTF-8?B?w6k=?=',
      'List-Unsubscribe: <https://example.com/u>',
      'Content-Type: multipart/mixed; boundary="outer"',
      '',
      'Preamble.',
      '--outer',
      'Content-Type: multipart/alternative; boundary=inner',
      '',
      '--inner',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'caf=E9 =',
      'noir',
      '--inner',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>café</p>').toString('base64'),
      '--inner--',
      '--outer',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'attached',
      '--outer--',
    ]),
  });
  const [mail] = world.outbox.list();
  expect(mail).toMatchObject({
    to: 'ada@example.com, bob@example.com, eve@example.com',
    from: 'Hérald <herald@example.com>',
    subject: 'éé',
    text: 'café noir',
    html: '<p>café</p>',
    headers: {
      To: '"Lovelace, Ada" <ada@example.com>, bob@example.com',
      'List-Unsubscribe': '<https://example.com/u>',
    },
  });
  expect(mail?.headers).not.toHaveProperty('Bcc');
});

test('refuses a sender that nobody verified, in the words of SES', async () => {
  const refused = world.send({ FromEmailAddress: 'Eve <eve@example.com>' });
  await expect(refused).rejects.toBeInstanceOf(MessageRejected);
  await expect(refused).rejects.toMatchObject({
    $metadata: { httpStatusCode: 400 },
    message:
      'Email address is not verified. The following identities failed the check in region US-EAST-1: Eve <eve@example.com>',
  });
  expect(world.outbox.list()).toEqual([]);
});

test('takes every sender of a verified domain, its subdomains included', async () => {
  for (const FromEmailAddress of ['any@example.org', 'HERALD@EXAMPLE.COM', 'x@mail.Example.org']) {
    await world.send({ FromEmailAddress });
  }
  expect(world.outbox.list()).toHaveLength(3);
  await expect(world.send({ FromEmailAddress: 'x@notexample.org' })).rejects.toThrow(
    'not verified',
  );
});

test('knows no configuration set that the app does not declare', async () => {
  const refused = world.send({ ConfigurationSetName: 'other' });
  await expect(refused).rejects.toBeInstanceOf(NotFoundException);
  await expect(refused).rejects.toThrow('Configuration set <other> does not exist.');
});

test.each<[string, Partial<SendEmailCommandInput>, string]>([
  ['an address without a domain', to('ada'), "Missing final '@domain'"],
  [
    'an address with a space',
    to('a da@example.com'),
    'Local address contains control or whitespace',
  ],
  ['an address with two dots', to('ada@example..com'), 'Domain contains dot-dot'],
  ['a domain beyond ASCII', to('ada@exämple.com'), 'Domain contains illegal character'],
  ['nobody to send to', { Destination: {} }, 'Destination must have at least one recipient.'],
  [
    'more than 50 recipients',
    { Destination: { BccAddresses: Array.from({ length: 51 }, (_, i) => `a${i}@example.com`) } },
    'Recipient count exceeds 50.',
  ],
  ['a tag beyond ASCII', { EmailTags: [{ Name: 'a', Value: 'é' }] }, 'EmailTags'],
  [
    'a header of two lines',
    simple({ Headers: [{ Name: 'X-A', Value: 'a\r\nBcc: b' }] }),
    'Headers',
  ],
  ['a mail without a body', simple({ Body: {} }), 'Body must have Text or Html.'],
  ['a template', { Content: { Template: { TemplateName: 'x' } } }, 'templates of SES'],
])('refuses %s', async (_, change, message) => {
  const refused = world.send(change);
  await expect(refused).rejects.toBeInstanceOf(BadRequestException);
  await expect(refused).rejects.toThrow(message);
  expect(world.outbox.list()).toEqual([]);
});

test('takes a mail of 30 MB, which is 40 MB to SES, and none that is larger', async () => {
  const mail = (bytes: number) => simple({ Body: { Text: { Data: 'x'.repeat(bytes) } } });
  await world.send(mail(30_000_000));
  const refused = world.send(mail(31_500_000));
  await expect(refused).rejects.toThrow(
    "Message length is more than 41943040 bytes long: '42000000'.",
  );
  await expect(refused).rejects.toBeInstanceOf(BadRequestException);
}, 20_000);

test('tells the account, and whose identity is verified', async () => {
  const account = await world.client.send(new GetAccountCommand());
  expect(account).toMatchObject({ SendingEnabled: true, SendQuota: { Max24HourSend: -1 } });
  const identity = (EmailIdentity: string) =>
    world.client.send(new GetEmailIdentityCommand({ EmailIdentity }));
  expect(await identity('herald@example.com')).toMatchObject({
    IdentityType: 'EMAIL_ADDRESS',
    VerifiedForSendingStatus: true,
  });
  expect(await identity('example.org')).toMatchObject({ IdentityType: 'DOMAIN' });
  await expect(identity('eve@example.com')).rejects.toBeInstanceOf(NotFoundException);
});

function to(address: string): Partial<SendEmailCommandInput> {
  return { Destination: { ToAddresses: [address] } };
}
