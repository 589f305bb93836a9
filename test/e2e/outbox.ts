import * as z from 'zod';
import { target as suiteTarget } from './needs.ts';
import { waitFor } from './wait-for.ts';

/** A mail as its recipient has it. */
export const Mail = z.object({
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Of the local cloud's outbox. */
  id: z.string().optional(),
  attachments: z
    .array(z.object({ filename: z.string(), contentType: z.string(), bytes: z.int() }))
    .optional(),
  sentAt: z.string(),
  notificationId: z.string().optional(),
  deliveryId: z.string().optional(),
});
export type Mail = z.infer<typeof Mail>;

const MinistackMails = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        To: z.array(z.string()),
        Subject: z.string(),
        BodyText: z.string(),
        BodyHtml: z.string(),
        Timestamp: z.unknown(),
      }),
    ),
  ),
});

const Message = z.object({
  channel: z.string(),
  to: z.string(),
  subject: z.string().optional(),
  text: z.string().optional(),
  notificationId: z.string().optional(),
});

/** Everything that the local cloud's outbox has, by any channel, oldest first. */
export const messagesOf = async (
  target = suiteTarget,
): Promise<readonly z.infer<typeof Message>[]> =>
  z.array(Message).parse(await getJson(`${target.outboxUrl}/messages`));

/** Every mail that the target sent, oldest first. */
export const allMails = async (target = suiteTarget): Promise<readonly Mail[]> => {
  if (target.outboxUrl !== undefined) {
    return z.array(Mail).parse(await getJson(`${target.outboxUrl}/messages?channel=EMAIL`));
  }
  if (target.ministackMailUrl === undefined) throw new Error('The target has no outbox');
  const { messages } = MinistackMails.parse(await getJson(target.ministackMailUrl));
  return Object.values(messages)
    .flat()
    .map((mail) => ({
      to: mail.To.join(', '),
      subject: mail.Subject,
      html: mail.BodyHtml,
      text: mail.BodyText,
      sentAt: String(mail.Timestamp),
    }));
};

/** The mails to one address, oldest first. */
export const mailsTo = async (address: string): Promise<readonly Mail[]> =>
  (await allMails()).filter(({ to }) => to === address);

/** Waits for the mail to an address; a second one is a failure. */
export const waitForMail = async (address: string): Promise<Mail> => {
  const mails = await waitFor(`a mail to ${address}`, async () => {
    const found = await mailsTo(address);
    return found.length === 0 ? undefined : found;
  });
  const [mail, ...more] = mails;
  if (mail === undefined || more.length > 0) {
    throw new Error(`${address} got ${mails.length} mails where one was due`);
  }
  return mail;
};

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  return response.json();
}
