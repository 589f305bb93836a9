import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { timing } from '#core/timing.ts';
import type { Outcome, Send, Sending } from '#functions/channels/channel.ts';
import { toOutcome } from './ses-outcome.ts';

const provider = 'SES';

/** One try a call: whether a second one may be made is for the delivery's record to say. */
export const createSes = (): SESv2Client => new SESv2Client({ maxAttempts: 1 });

interface EmailSettings {
  readonly sender: string;
  readonly configurationSet: string;
}

/** Sends mail by Amazon SES, tagged so that its events find their delivery. */
export const createSendEmail =
  (ses: SESv2Client, settings: EmailSettings): Send =>
  async (sending): Promise<Outcome> => {
    try {
      const answer = await ses.send(toCommand(sending, settings), {
        abortSignal: AbortSignal.timeout(timing.providerTimeoutMs),
      });
      return answer.MessageId === undefined
        ? { kind: 'sent', provider }
        : { kind: 'sent', provider, providerMessageId: answer.MessageId };
    } catch (error) {
      return toOutcome(error);
    }
  };

function toCommand(sending: Sending, { sender, configurationSet }: EmailSettings) {
  const { subject = '', html = '', text = '' } = sending.content;
  const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' });
  return new SendEmailCommand({
    FromEmailAddress: sender,
    Destination: { ToAddresses: [sending.address] },
    ConfigurationSetName: configurationSet,
    EmailTags: [
      { Name: 'deliveryId', Value: sending.deliveryId },
      { Name: 'templateId', Value: sending.templateId },
    ],
    Content: { Simple: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } } },
  });
}
