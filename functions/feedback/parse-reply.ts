import * as z from 'zod';
import { understandReply } from './reply-keywords.ts';
import type { Report } from './report.ts';

/**
 * A text that somebody sent to one of our numbers, where two-way messaging of that number goes to the feedback
 * topic. It carries no time of its own: the envelope's is taken.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html
 */
export const ReplyPayload = z.object({
  originationNumber: z.string().min(1),
  destinationNumber: z.string(),
  messageKeyword: z.string().optional(),
  messageBody: z.string(),
  inboundMessageId: z.string().min(1),
  previousPublishedMessageId: z.string().optional(),
});

/** What End User Messaging writes in place of a keyword where it knows none: then it has answered nothing. */
const noKeyword = /^KEYWORD_\d/;

/** A text as a report. */
export const toReplyReport = (payload: z.infer<typeof ReplyPayload>, at: number): Report => {
  const { messageBody: text, messageKeyword = '' } = payload;
  const { intent, language } = understandReply(text, messageKeyword);
  return {
    kind: 'reply',
    language,
    isProvidersKeyword: !noKeyword.test(messageKeyword),
    reply: {
      replyId: payload.inboundMessageId,
      channel: 'SMS',
      intent,
      from: payload.originationNumber,
      to: payload.destinationNumber,
      text,
      ...(payload.previousPublishedMessageId === undefined
        ? {}
        : { answersProviderMessageId: payload.previousPublishedMessageId }),
      at,
    },
  };
};
