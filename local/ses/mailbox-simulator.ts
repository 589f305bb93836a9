import { randomUUID } from 'node:crypto';
import type { Fate } from '#local/outbox/outbox-message.ts';
import type { SesEventType } from './sending-account.ts';

/** What becomes of a mail at one recipient. */
export interface Reception {
  readonly fate: Fate;
  readonly detail?: string;
  /** What SES hears of it, in this order: the type and that type's own part of the event. */
  readonly events: readonly {
    readonly type: SesEventType;
    readonly content: Readonly<Record<string, unknown>>;
  }[];
}

const simulated = /^(bounce|complaint|ooto|suppressionlist)(\+[^@]*)?@simulator\.amazonses\.com$/i;

/**
 * Receives a mail as SES's mailbox simulator does; whatever else it is sent to, success@ included, has it.
 * https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
 */
export const receiveMail = (recipient: string, timestamp: string): Reception => {
  const scenario = simulated.exec(recipient)?.[1]?.toLowerCase() ?? '';
  const delivery = deliveryTo(recipient, timestamp);
  switch (scenario) {
    case 'bounce': {
      const diagnosticCode = 'smtp; 550 5.1.1 user unknown';
      return bounced(recipient, timestamp, 'General', diagnosticCode);
    }
    case 'suppressionlist':
      return bounced(recipient, timestamp, 'Suppressed', suppressed);
    case 'complaint':
      return {
        fate: 'COMPLAINED',
        detail: 'Marked as spam.',
        events: [delivery, complaintOf(recipient, timestamp)],
      };
    case 'ooto':
      // The reply comes back to SES, which reports it as a bounce that is transient.
      return {
        fate: 'DELIVERED',
        detail: 'Answered by an out-of-office reply.',
        events: [
          delivery,
          bounceOf('Transient', 'General', { emailAddress: recipient }, timestamp),
        ],
      };
    default:
      return { fate: 'DELIVERED', events: [delivery] };
  }
};

const reportingMTA = 'a8-70.smtp-out.amazonses.com';
const suppressed =
  'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as ' +
  'an invalid address. For more information about how to remove an address from the suppression ' +
  'list, see the Amazon SES Developer Guide: ' +
  'http://docs.aws.amazon.com/ses/latest/DeveloperGuide/remove-from-suppressionlist.html ';

function bounced(
  recipient: string,
  timestamp: string,
  subType: string,
  diagnosticCode: string,
): Reception {
  const details = { emailAddress: recipient, action: 'failed', status: '5.1.1', diagnosticCode };
  return {
    fate: 'BOUNCED',
    detail: diagnosticCode,
    events: [bounceOf('Permanent', subType, details, timestamp)],
  };
}

function deliveryTo(recipient: string, timestamp: string) {
  return {
    type: 'Delivery' as const,
    content: {
      delivery: {
        timestamp,
        processingTimeMillis: 500,
        recipients: [recipient],
        smtpResponse: '250 2.6.0 Message received',
        reportingMTA,
      },
    },
  };
}

function bounceOf(
  bounceType: string,
  bounceSubType: string,
  bouncedRecipient: object,
  timestamp: string,
) {
  const isPermanent = bounceType === 'Permanent';
  return {
    type: 'Bounce' as const,
    content: {
      bounce: {
        feedbackId: feedbackId(),
        bounceType,
        bounceSubType,
        bouncedRecipients: [bouncedRecipient],
        timestamp,
        ...(isPermanent ? { reportingMTA: `dsn; ${reportingMTA}` } : {}),
      },
    },
  };
}

function complaintOf(recipient: string, timestamp: string) {
  return {
    type: 'Complaint' as const,
    content: {
      complaint: {
        feedbackId: feedbackId(),
        complaintSubType: null,
        complainedRecipients: [{ emailAddress: recipient }],
        timestamp,
        userAgent: 'Amazon SES Mailbox Simulator',
        complaintFeedbackType: 'abuse',
        arrivalDate: timestamp,
      },
    },
  };
}

function feedbackId(): string {
  return `0100${randomUUID().replaceAll('-', '').slice(0, 12)}-${randomUUID()}-000000`;
}
