import { randomUUID } from 'node:crypto';
import { parseDeliveryId } from '#core/ids.ts';
import { localEnvironment } from '#local/cloudformation/assembly.ts';
import type { Outbox } from '#local/outbox/outbox.ts';
import type { Fate } from '#local/outbox/outbox-message.ts';
import { reportsOf } from './event-report.ts';
import { receiveMail } from './mailbox-simulator.ts';
import { type Mail, type MailFile, readMail } from './read-mail.ts';
import type { SendEmailRequest } from './send-email-request.ts';
import type { SendingAccount } from './sending-account.ts';
import { describeMail, type MailNotes } from './ses-event.ts';

interface SendEmailDeps {
  readonly account: SendingAccount;
  readonly outbox: Outbox;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Accepts a mail: it is in the outbox, with all that is to be reported of it, before this returns. */
export const sendEmail = (
  request: SendEmailRequest,
  { account, outbox, now }: SendEmailDeps,
): { readonly MessageId: string } => {
  const mail = readMail(request);
  account.checkSender(mail.from);
  const configurationSet = account.configurationSetFor(
    mail.from,
    request.ConfigurationSetName ?? undefined,
  );
  const at = now();
  const messageId = createMessageId(at);
  const timestamp = new Date(at).toISOString();
  const tags = Object.fromEntries(
    (request.EmailTags ?? []).map(({ Name, Value }) => [Name, Value]),
  );
  const { account: accountId, region } = localEnvironment;
  const notes: MailNotes = {
    ...(configurationSet === undefined ? {} : { configurationSet }),
    mail: describeMail(mail, {
      messageId,
      timestamp,
      account: accountId,
      region,
      configurationSet,
      tags,
    }),
  };
  const receptions = mail.recipients.map(({ address }) => receiveMail(address, timestamp));
  const worst = worstOf(receptions);
  const events = [
    { type: 'Send' as const, content: { send: {} } },
    ...receptions.flatMap((reception) => reception.events),
  ];
  outbox.add(
    {
      id: messageId,
      channel: 'EMAIL',
      to: mail.recipients.map(({ address }) => address).join(', '),
      from: mail.from.text,
      subject: mail.subject,
      ...(mail.html === undefined ? {} : { html: mail.html }),
      ...(mail.text === undefined ? {} : { text: mail.text }),
      headers: headersOf(mail, messageId, at),
      ...(mail.files === undefined ? {} : { attachments: mail.files.map(describeFile) }),
      sentAt: timestamp,
      ...deliveryOf(tags.deliveryId),
      fate: worst?.fate ?? 'DELIVERED',
      ...(worst?.detail === undefined ? {} : { detail: worst.detail }),
    },
    events.flatMap(({ type, content }) => reportsOf(account, notes, type, content)),
    notes,
    mail.files?.map(({ bytes }) => bytes),
  );
  return { MessageId: messageId };
};

function describeFile({ filename, contentType, bytes }: MailFile) {
  return { filename, contentType, bytes: bytes.byteLength };
}

const ranks: readonly Fate[] = ['DELIVERED', 'FAILED', 'BOUNCED', 'COMPLAINED'];

function worstOf<One extends { readonly fate: Fate }>(receptions: readonly One[]): One | undefined {
  return receptions.toSorted((a, b) => ranks.indexOf(b.fate) - ranks.indexOf(a.fate))[0];
}

/** As SES makes them: the time, and 128 random bits. */
function createMessageId(now: number): string {
  return `0100${now.toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}

function headersOf(mail: Mail, messageId: string, now: number): Readonly<Record<string, string>> {
  return {
    'Message-ID': `<${messageId}@email.amazonses.com>`,
    Date: new Date(now).toUTCString().replace('GMT', '+0000'),
    ...Object.fromEntries(mail.headers.map(({ name, value }) => [name, value])),
  };
}

function deliveryOf(deliveryId: string | undefined) {
  if (deliveryId === undefined) return {};
  const notificationId = parseDeliveryId(deliveryId)?.notificationId;
  return { deliveryId, ...(notificationId === undefined ? {} : { notificationId }) };
}
