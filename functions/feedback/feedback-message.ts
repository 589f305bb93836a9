import * as z from 'zod';
import { EngagementMessage } from '#core/messages.ts';
import { PushReport } from './parse-push-event.ts';
import { ReplyPayload, toReplyReport } from './parse-reply.ts';
import { SesReport } from './parse-ses-event.ts';
import { SmsReport } from './parse-sms-event.ts';
import type { Report } from './report.ts';

/** What SES publishes, in plain words, whenever a configuration set is given a topic. */
const sesValidation = /^Successfully validated SNS topic for Amazon SES event publishing/;

/**
 * SNS's envelope. It is not delivered raw, for two reasons: what SES validates a topic with is no JSON, and
 * would be parked at every deployment; and a reply has no time but the envelope's.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
const Envelope = z.object({
  Type: z.literal('Notification'),
  Message: z.string(),
  Timestamp: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
});

/** What people did in Herald's own inbox. */
const Engagement = EngagementMessage.transform(
  ({ deliveryId, engagement }): Report => ({
    kind: 'delivery',
    deliveryId,
    feedback: engagement,
    suppress: [],
  }),
);

const Payload = z.union([SesReport, SmsReport, PushReport, Engagement, ReplyPayload]);

/** A message of the feedback queue as a report; a shape that nobody knows fails, and is parked. */
export const FeedbackMessage: z.ZodType<Report> = Envelope.transform(
  ({ Message, Timestamp }, context): Report => {
    if (sesValidation.test(Message)) return { kind: 'notice' };
    const payload = Payload.safeParse(parseJson(Message)).data;
    if (payload === undefined) {
      context.addIssue('is of no shape that any provider documents');
      return z.NEVER;
    }
    return 'kind' in payload ? payload : toReplyReport(payload, Timestamp);
  },
);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
