import * as z from 'zod';

/** A text that somebody sends to one of our numbers, as a test or a developer asks for it. */
export const InboundText = z.strictObject({
  from: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164'),
  to: z.string().default('+15550100000'),
  text: z.string().max(1_600),
});
export type InboundText = z.infer<typeof InboundText>;

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html, and HELP */
const keywords: ReadonlySet<string> = new Set([
  'ARRET',
  'CANCEL',
  'END',
  'HELP',
  'OPT-OUT',
  'OPTOUT',
  'QUIT',
  'REMOVE',
  'STOP',
  'TD',
  'UNSUBSCRIBE',
]);

interface Inbound {
  readonly inboundMessageId: string;
  /** Of the last message that went to that phone. */
  readonly previousMessageId: string | undefined;
}

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html */
export const inboundPayload = (
  { from, to, text }: InboundText,
  { inboundMessageId, previousMessageId }: Inbound,
) => {
  const first = text.trim().split(/\s/)[0]?.toUpperCase() ?? '';
  return {
    originationNumber: from,
    destinationNumber: to,
    messageKeyword: keywords.has(first) ? first : `KEYWORD_000000000000_${to.replace('+', '')}`,
    messageBody: text,
    inboundMessageId,
    ...(previousMessageId === undefined ? {} : { previousPublishedMessageId: previousMessageId }),
  };
};
