import type { Said } from '../judge/said.ts';
import type { Reply, Step } from './report-stories.ts';

/** What a mail links to. */
export interface MailLinks {
  /** Behind the button by which its reader declines more of its kind. */
  readonly unsubscribeUrl?: string | undefined;
  /** At its foot: the page where its reader sees all that they hear. */
  readonly preferencesUrl?: string | undefined;
}

/** The message that something is said of. */
export interface ReportedMessage extends MailLinks {
  readonly deliveryId: string;
  readonly address: string;
  readonly messageId: string;
}

const iso = (at: number) => new Date(at).toISOString();

/** As SES publishes it. */
export const mailReport = (
  said: Said,
  { deliveryId, address, messageId }: ReportedMessage,
  at: number,
): object => {
  const timestamp = iso(at);
  const bounce = (bounceType: string, status: string) => ({
    eventType: 'Bounce',
    bounce: {
      bounceType,
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: address, status }],
      timestamp,
    },
  });
  const events: Partial<Record<Said, object>> = {
    accepted: { eventType: 'Send', send: {} },
    delayed: {
      eventType: 'DeliveryDelay',
      deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: [], timestamp },
    },
    'soft-bounced': bounce('Transient', '4.2.2'),
    delivered: { eventType: 'Delivery', delivery: { timestamp, recipients: [address] } },
    'hard-bounced': bounce('Permanent', '5.1.1'),
    complained: {
      eventType: 'Complaint',
      complaint: {
        complainedRecipients: [{ emailAddress: address }],
        complaintFeedbackType: 'abuse',
        timestamp,
      },
    },
    opened: { eventType: 'Open', open: { timestamp, userAgent: 'Mozilla/5.0 Thunderbird/115' } },
    'opened-by-machine': {
      eventType: 'Open',
      open: { timestamp, userAgent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' },
    },
    clicked: { eventType: 'Click', click: { timestamp, userAgent: 'Mozilla/5.0 Firefox/140.0' } },
  };
  const mail = { messageId, timestamp, destination: [address], tags: { deliveryId: [deliveryId] } };
  return { mail, ...events[said] };
};

/** As SNS publishes it: it names its endpoint, and nothing of ours. */
export const pushReport = (
  said: Said,
  { messageId }: ReportedMessage,
  EndpointArn: string,
  at: number,
): object => ({
  EventType: 'DeliveryFailure',
  EndpointArn,
  FailureType: said === 'device-gone' ? 'EndpointDisabled' : 'InvalidNotification',
  MessageId: messageId,
  Time: iso(at),
});

/** By whichever of its names End User Messaging says it. */
const textEvents: Partial<Record<Said, string>> = {
  accepted: 'TEXT_QUEUED',
  'soft-bounced': 'TEXT_UNREACHABLE',
  delivered: 'TEXT_DELIVERED',
  'hard-bounced': 'TEXT_INVALID',
};

const ourNumber = '+14155550100';

export const isReply = (said: Step['said']): said is Reply => said === 'STOP' || said === 'START';

/** The id of what somebody answers to a message. */
export const replyIdOf = (reply: Reply, { messageId }: ReportedMessage): string =>
  `inbound-${reply}-${messageId}`;

/** As End User Messaging publishes it, or hands on what somebody answers. */
export const textReport = (said: Step['said'], message: ReportedMessage, at: number): object => {
  const { deliveryId, address, messageId } = message;
  return isReply(said)
    ? {
        originationNumber: address,
        destinationNumber: ourNumber,
        messageKeyword: said,
        messageBody: `${said.charAt(0)}${said.slice(1).toLowerCase()}`,
        inboundMessageId: replyIdOf(said, message),
        previousPublishedMessageId: messageId,
      }
    : {
        eventType: textEvents[said],
        eventTimestamp: at,
        isFinal: said !== 'accepted',
        messageId,
        destinationPhoneNumber: address,
        context: { deliveryId },
      };
};

/** The envelope that SNS puts around it on its way to the queue. */
export const inEnvelope = (report: object, at: number): string =>
  JSON.stringify({ Type: 'Notification', Message: JSON.stringify(report), Timestamp: iso(at) });
