import * as z from 'zod';
import type { MimeHeader } from './parse-mime.ts';
import type { Mail } from './read-mail.ts';

/**
 * The part of an event that names the mail, as it is kept with it.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const EventMail = z.object({
  timestamp: z.string(),
  source: z.string(),
  sourceArn: z.string(),
  sendingAccountId: z.string(),
  messageId: z.string(),
  destination: z.array(z.string()),
  headersTruncated: z.boolean(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  commonHeaders: z.object({
    from: z.array(z.string()),
    to: z.array(z.string()),
    messageId: z.string(),
    subject: z.string(),
  }),
  tags: z.record(z.string(), z.array(z.string())),
});
export type EventMail = z.infer<typeof EventMail>;

/** What is kept of a mail, beside what its reader sees, to report of it later. */
export const MailNotes = z.object({
  configurationSet: z.string().optional(),
  mail: EventMail,
});
export type MailNotes = z.infer<typeof MailNotes>;

interface Accepted {
  readonly messageId: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly account: string;
  readonly region: string;
  readonly configurationSet: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** An event carries no more of a mail's headers. */
const maxHeaderBytes = 10 * 1024;

/** Describes an accepted mail as every event of it will. */
export const describeMail = (mail: Mail, accepted: Accepted): EventMail => {
  const { messageId, timestamp, account, region, configurationSet, tags } = accepted;
  const headers = withinBytes(mail.headers, maxHeaderBytes);
  const destination = mail.recipients.map(({ address }) => address);
  return {
    timestamp,
    source: mail.from.text,
    sourceArn: `arn:aws:ses:${region}:${account}:identity/${mail.from.address}`,
    sendingAccountId: account,
    messageId,
    destination,
    headersTruncated: headers.length < mail.headers.length,
    headers,
    commonHeaders: {
      from: [mail.from.text],
      to: destination,
      messageId,
      subject: mail.subject,
    },
    tags: {
      'ses:operation': ['SendEmail'],
      ...(configurationSet === undefined ? {} : { 'ses:configuration-set': [configurationSet] }),
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [mail.from.domain],
      'ses:caller-identity': ['local'],
      ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    },
  };
};

function withinBytes(headers: readonly MimeHeader[], limit: number): MimeHeader[] {
  let bytes = 0;
  return headers.filter(({ name, value }) => {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    return bytes <= limit;
  });
}
