import { type Mailbox, parseMailbox, splitMailboxes } from './mailbox.ts';
import { type MimeHeader, parseMime } from './parse-mime.ts';
import type { SendEmailRequest, SimpleContent } from './send-email-request.ts';
import { SesError } from './ses-error.ts';

/** A mail that was handed in, whichever way. */
export interface Mail {
  readonly from: Mailbox;
  readonly recipients: readonly Mailbox[];
  /** Without Message-ID and Date, which SES gives. */
  readonly headers: readonly MimeHeader[];
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  readonly files?: readonly MailFile[];
}

/** What goes with a mail. */
export interface MailFile {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** After base64. https://docs.aws.amazon.com/ses/latest/dg/quotas.html#quotas-message */
const maxBytes = 40 * 1024 * 1024;
const maxRecipients = 50;

/** Reads the mail out of a request, or refuses it. */
export const readMail = (request: SendEmailRequest): Mail => {
  const { Simple, Raw } = request.Content;
  if (Raw) return readRaw(request, Raw.Data);
  if (Simple) return readSimple(request, Simple);
  throw new SesError(
    'BadRequestException',
    'The local cloud takes Simple and Raw content; templates of SES are not kept here.',
  );
};

function readSimple(request: SendEmailRequest, content: SimpleContent): Mail {
  const html = content.Body.Html?.Data;
  const text = content.Body.Text?.Data;
  if (html === undefined && text === undefined) {
    throw new SesError('BadRequestException', 'Body must have Text or Html.');
  }
  const subject = content.Subject.Data;
  const files = (content.Attachments ?? []).map((one) => ({
    filename: one.FileName,
    contentType: one.ContentType ?? 'application/octet-stream',
    bytes: Buffer.from(one.RawContent, 'base64'),
  }));
  const bytes = files.reduce(
    (sum, file) => sum + file.bytes.byteLength,
    Buffer.byteLength(html ?? '') + Buffer.byteLength(text ?? ''),
  );
  const base64Bytes = (bytes * 4) / 3;
  checkSize(Math.ceil(base64Bytes));
  const { ToAddresses: to, CcAddresses: cc } = request.Destination ?? {};
  const from = senderOf(request.FromEmailAddress ?? '');
  const custom = (content.Headers ?? []).map(({ Name, Value }) => ({ name: Name, value: Value }));
  return {
    from,
    recipients: recipientsOf(request),
    headers: [
      { name: 'From', value: from.text },
      ...listHeader('To', to),
      ...listHeader('Cc', cc),
      ...listHeader('Reply-To', request.ReplyToAddresses),
      { name: 'Subject', value: subject },
      { name: 'MIME-Version', value: '1.0' },
      ...custom,
    ],
    subject,
    ...(html === undefined ? {} : { html }),
    ...(text === undefined ? {} : { text }),
    ...(files.length === 0 ? {} : { files }),
  };
}

function readRaw(request: SendEmailRequest, data: string): Mail {
  checkSize(data.length);
  const { headers, ...content } = parseMime(Buffer.from(data, 'base64'));
  const header = (name: string) =>
    headers.find((one) => one.name.toLowerCase() === name)?.value ?? '';
  const named = ['to', 'cc', 'bcc'].flatMap((name) => splitMailboxes(header(name)));
  const hasDestination = Object.values(request.Destination ?? {}).some((list) => list?.length);
  const given: ReadonlySet<string> = new Set(['bcc', 'date', 'message-id']);
  return {
    from: senderOf(request.FromEmailAddress ?? header('from')),
    recipients: hasDestination ? recipientsOf(request) : checkCount(named.map(parseMailbox)),
    headers: headers.filter(({ name }) => !given.has(name.toLowerCase())),
    subject: header('subject'),
    ...content,
  };
}

function senderOf(text: string): Mailbox {
  if (text.trim() !== '') return parseMailbox(text);
  throw new SesError('BadRequestException', "Missing required header 'From'.");
}

function recipientsOf({ Destination }: SendEmailRequest): readonly Mailbox[] {
  const { ToAddresses, CcAddresses, BccAddresses } = Destination ?? {};
  const all = [...(ToAddresses ?? []), ...(CcAddresses ?? []), ...(BccAddresses ?? [])];
  return checkCount(all.map(parseMailbox));
}

function checkCount(recipients: readonly Mailbox[]): readonly Mailbox[] {
  if (recipients.length === 0) {
    throw new SesError('BadRequestException', 'Destination must have at least one recipient.');
  }
  if (recipients.length > maxRecipients) {
    throw new SesError('BadRequestException', `Recipient count exceeds ${maxRecipients}.`);
  }
  return recipients;
}

function checkSize(bytes: number): void {
  if (bytes <= maxBytes) return;
  throw new SesError(
    'BadRequestException',
    `Message length is more than ${maxBytes} bytes long: '${bytes}'.`,
  );
}

function listHeader(name: string, values: readonly string[] | null | undefined) {
  return values?.length ? [{ name, value: values.join(', ') }] : [];
}
