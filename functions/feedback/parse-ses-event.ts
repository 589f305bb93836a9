import * as z from 'zod';
import type { Feedback, FeedbackKind } from '#core/feedback.ts';
import type { Suppression } from '#core/suppression.ts';
import { isMachineReader } from './machine-reader.ts';
import type { DeliveryReport } from './report.ts';

const provider = 'SES';

const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const Mail = z.object({
  messageId: z.string(),
  timestamp: Time,
  destination: z.array(z.string()),
  tags: z.record(z.string(), z.array(z.string())).default({}),
});

/** `Ada <ada@example.com>` or the address alone. */
const Mailbox = z
  .string()
  .transform((text) => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim())
  .pipe(z.string().min(1));
const Recipient = z.object({ emailAddress: Mailbox, status: z.string().optional() });

const Reader = z.object({ timestamp: Time, userAgent: z.string().optional() });

const event = <Type extends string, Shape extends z.ZodRawShape>(eventType: Type, shape: Shape) =>
  z.object({ eventType: z.literal(eventType), mail: Mail, ...shape });

/**
 * The ten types of event that SES publishes.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const SesEvent = z.discriminatedUnion('eventType', [
  event('Send', {}),
  event('Reject', { reject: z.object({ reason: z.string().optional() }) }),
  event('Delivery', { delivery: z.object({ timestamp: Time }) }),
  event('Bounce', {
    bounce: z.object({
      bounceType: z.enum(['Undetermined', 'Permanent', 'Transient']),
      bounceSubType: z.string(),
      bouncedRecipients: z.array(Recipient),
      timestamp: Time,
    }),
  }),
  event('Complaint', {
    complaint: z.object({
      complainedRecipients: z.array(Recipient),
      timestamp: Time,
      complaintSubType: z.string().nullish(),
      complaintFeedbackType: z.string().nullish(),
    }),
  }),
  event('Open', { open: Reader }),
  event('Click', { click: Reader }),
  event('Rendering Failure', { failure: z.object({ templateName: z.string().optional() }) }),
  event('DeliveryDelay', {
    deliveryDelay: z.object({ delayType: z.string(), timestamp: Time }),
  }),
  event('Subscription', {
    subscription: z.object({
      timestamp: Time,
      newTopicPreferences: z.object({ unsubscribeAll: z.boolean().default(false) }).optional(),
    }),
  }),
]);
type SesEvent = z.infer<typeof SesEvent>;

/** What an event says, and why its address is suppressed where it is. */
interface Said {
  readonly feedback: Feedback;
  readonly cause?: Suppression['cause'];
  /** Whom the event names, where the mail went to several. */
  readonly recipients?: readonly { readonly emailAddress: string }[];
}

/** An event of SES as a report. */
export const SesReport = SesEvent.transform((parsed): DeliveryReport => {
  const { mail } = parsed;
  const { feedback, cause, recipients = [] } = said(parsed);
  // We send to one address a mail; of what others send, to those that the event names.
  const addresses =
    mail.destination.length === 1
      ? mail.destination.map((text) => Mailbox.parse(text))
      : recipients.map(({ emailAddress }) => emailAddress);
  return {
    kind: 'delivery',
    deliveryId: mail.tags.deliveryId?.[0],
    provider,
    providerMessageId: mail.messageId,
    feedback: [feedback],
    suppress:
      cause === undefined
        ? []
        : addresses.map((address) => ({
            channel: 'EMAIL',
            addressType: 'EMAIL',
            address: normalized(address),
            suppression: { cause, at: feedback.at, by: provider },
          })),
  };
});

function said(parsed: SesEvent): Said {
  switch (parsed.eventType) {
    case 'Send':
      return { feedback: mark('ACCEPTED', parsed.mail.timestamp) };
    case 'Reject':
      return { feedback: mark('REJECTED', parsed.mail.timestamp, 'Reject') };
    case 'Rendering Failure':
      return { feedback: mark('REJECTED', parsed.mail.timestamp, 'Rendering Failure') };
    case 'Delivery':
      return { feedback: mark('DELIVERED', parsed.delivery.timestamp) };
    case 'DeliveryDelay': {
      const { delayType, timestamp } = parsed.deliveryDelay;
      return { feedback: mark('DELAYED', timestamp, delayType) };
    }
    case 'Bounce':
      return bounced(parsed.bounce);
    case 'Complaint':
      return complained(parsed.complaint);
    case 'Open':
      return { feedback: read('OPENED', parsed.open) };
    case 'Click':
      return { feedback: read('CLICKED', parsed.click) };
    case 'Subscription': {
      const { timestamp, newTopicPreferences } = parsed.subscription;
      // Other changes are of a contact list that Herald does not use.
      if (newTopicPreferences?.unsubscribeAll !== true)
        return { feedback: mark('ACCEPTED', timestamp) };
      return { feedback: mark('UNSUBSCRIBED', timestamp), cause: 'UNSUBSCRIBED' };
    }
  }
}

function bounced(bounce: Extract<SesEvent, { eventType: 'Bounce' }>['bounce']): Said {
  const { bounceType, bounceSubType, bouncedRecipients: recipients, timestamp } = bounce;
  const status = /^\d\.\d{1,3}\.\d{1,3}$/.exec(recipients[0]?.status ?? '')?.[0];
  // The diagnostic code is a sentence that may quote the address.
  const detail = [`${bounceType}/${bounceSubType}`, ...(status ? [status] : [])].join(' ');
  if (bounceType !== 'Permanent') return { feedback: mark('SOFT_BOUNCED', timestamp, detail) };
  const cause = bounceSubType === 'UnsubscribedRecipient' ? 'UNSUBSCRIBED' : 'BOUNCED';
  return { feedback: mark('HARD_BOUNCED', timestamp, detail), cause, recipients };
}

function complained(complaint: Extract<SesEvent, { eventType: 'Complaint' }>['complaint']): Said {
  const { complaintFeedbackType, complaintSubType, timestamp } = complaint;
  // Somebody took the mail out of their spam folder.
  if (complaintFeedbackType === 'not-spam') return { feedback: mark('NOT_SPAM', timestamp) };
  const detail = complaintFeedbackType ?? complaintSubType ?? 'complaint';
  return {
    feedback: mark('COMPLAINED', timestamp, detail),
    cause: 'COMPLAINED',
    recipients: complaint.complainedRecipients,
  };
}

function read(kind: 'OPENED' | 'CLICKED', { timestamp, userAgent }: z.infer<typeof Reader>) {
  return mark(isMachineReader(userAgent) ? `${kind}_BY_MACHINE` : kind, timestamp);
}

function mark(kind: FeedbackKind, at: number, detail?: string): Feedback {
  return { kind, at, ...(detail === undefined ? {} : { detail }) };
}

/** As addresses are kept: the domain in lower case. */
function normalized(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at) + address.slice(at).toLowerCase();
}
