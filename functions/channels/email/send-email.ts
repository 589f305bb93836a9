import { SESv2Client, type SESv2ClientConfig, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { AttachedFile } from '#core/attachment.ts';
import { timing } from '#core/timing.ts';
import type { Outcome, ReaderLinks, Send, Sending } from '#functions/channels/channel.ts';
import { toOutcome } from './ses-outcome.ts';

/**
 * Bytes of content that SES takes: a message of 40 MB after base64, which makes four bytes out of three.
 * https://docs.aws.amazon.com/ses/latest/dg/quotas.html#quotas-message
 */
const maxContentBytes = 30_000_000;

/** One try a call: whether a second one may be made is for the delivery's record to say. */
export const createSes = (config: SESv2ClientConfig = {}): SESv2Client =>
  new SESv2Client({ ...config, maxAttempts: 1 });

/** Whom a mail comes from: `Name <address>`, or an address; and where answers go, where that is elsewhere. */
export interface MailSender {
  readonly from: string;
  readonly replyTo?: string | undefined;
}

interface EmailSettings {
  /** As the record of what it takes names it. */
  readonly provider: string;
  readonly sender: MailSender;
  /** Others that the stage allows, by their ids. */
  readonly senders?: Readonly<Record<string, MailSender>>;
  /** Absent where nobody would hear its reports. */
  readonly configurationSet: string | undefined;
}

/** Sends mail by Amazon SES, tagged so that its events find their delivery. */
export const createSendEmail =
  (ses: SESv2Client, settings: EmailSettings, timeoutMs: number = timing.providerTimeoutMs): Send =>
  async (sending): Promise<Outcome> => {
    const { provider } = settings;
    const bytes =
      Object.values(sending.content).reduce((sum, text) => sum + Buffer.byteLength(text), 0) +
      (sending.files ?? []).reduce((sum, file) => sum + file.bytes.byteLength, 0);
    if (bytes > maxContentBytes) {
      return { kind: 'rejected', reason: 'CONTENT_TOO_LARGE', detail: `${bytes} bytes` };
    }
    try {
      const answer = await ses.send(toCommand(sending, settings), {
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
      return answer.MessageId === undefined
        ? { kind: 'sent', provider }
        : { kind: 'sent', provider, providerMessageId: answer.MessageId };
    } catch (error) {
      return toOutcome(error);
    }
  };

function toCommand(sending: Sending, { sender, senders = {}, configurationSet }: EmailSettings) {
  // One that a deployment took away since is the stage's own.
  const { from, replyTo } = senders[sending.sender ?? ''] ?? sender;
  const { subject = '', html = '', text = '' } = sending.content;
  const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' });
  return new SendEmailCommand({
    FromEmailAddress: from,
    ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
    Destination: { ToAddresses: [sending.address] },
    ConfigurationSetName: configurationSet,
    EmailTags: [
      { Name: 'deliveryId', Value: sending.deliveryId },
      { Name: 'templateId', Value: sending.templateId },
    ],
    Content: {
      Simple: {
        Subject: utf8(subject),
        Body: { Html: utf8(html), Text: utf8(text) },
        ...(sending.links === undefined ? {} : { Headers: listHeaders(sending.links) }),
        ...(sending.files === undefined ? {} : { Attachments: sending.files.map(attached) }),
      },
    },
  });
}

function attached({ filename, contentType, bytes }: AttachedFile) {
  return {
    FileName: filename,
    ContentType: contentType,
    RawContent: bytes,
    // Bytes of any kind; SES would take them for seven-bit text.
    ContentTransferEncoding: 'BASE64' as const,
  };
}

/** What mail programs make their own unsubscribe button of: RFC 2369 and RFC 8058, one click and no page. */
function listHeaders({ unsubscribeUrl }: ReaderLinks) {
  return [
    { Name: 'List-Unsubscribe', Value: `<${unsubscribeUrl}>` },
    { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
  ];
}
