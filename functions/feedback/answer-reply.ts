import type { Outcome } from '#functions/channels/channel.ts';
import { replyText } from './reply-texts.ts';
import type { ReplyReport } from './report.ts';

/** What became of the answer to one text, for the log. */
export type Answered =
  | 'answered'
  /** It is no word that anybody waits for an answer to. */
  | 'for-the-company'
  | 'answered-by-provider'
  /** By another run, or so it may be: nobody gets two. */
  | 'answered-before'
  | 'too-late'
  /** Somebody who said START is suppressed for another reason: that they hear of us again would be a lie. */
  | 'still-suppressed'
  | 'refused'
  | 'uncertain';

/** Answers a text, at most once however often it is reported; throws where it is to be tried again. */
export type AnswerReply = (report: ReplyReport) => Promise<Answered>;

export interface AnswerReplyDeps {
  readonly brandName: string;
  /** What HELP is answered with. */
  readonly contact: string;
  /** Whether the provider leaves all words to us. */
  readonly isSelfManaged: boolean;
  /** True for the first that asks, until it gives it back. */
  readonly claim: (replyId: string) => Promise<boolean>;
  readonly giveBack: (replyId: string) => Promise<void>;
  readonly isSuppressed: (phoneNumber: string) => Promise<boolean>;
  readonly sendAnswer: SendAnswer;
  readonly now: () => number;
}

/** Sends a text from one of our numbers to a person's. */
export type SendAnswer = (answer: {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}) => Promise<Outcome>;

/** An answer that comes later is none: carriers want it within minutes. */
const withinMs = 3_600_000;

/** Where nobody is answered by Herald. */
export const answerNobody: AnswerReply = async ({ reply, isProvidersKeyword }) =>
  reply.intent === 'REPLY' || !isProvidersKeyword ? 'for-the-company' : 'answered-by-provider';

/**
 * Answers in the words of the language that was used. A run that dies between its claim and its call has answered
 * nobody: silence is better than two.
 */
export const createAnswerReply =
  (deps: AnswerReplyDeps): AnswerReply =>
  async ({ reply, language, isProvidersKeyword }) => {
    const { intent, replyId, from: person, to: ours } = reply;
    if (intent === 'REPLY') return 'for-the-company';
    if (isProvidersKeyword && !deps.isSelfManaged) return 'answered-by-provider';
    if (deps.now() - reply.at > withinMs) return 'too-late';
    if (intent === 'START' && (await deps.isSuppressed(person))) return 'still-suppressed';
    if (!(await deps.claim(replyId))) return 'answered-before';
    const text = replyText(intent, language, deps);
    const outcome = await deps.sendAnswer({ from: ours, to: person, text });
    if (outcome.kind === 'refused-for-now') {
      await deps.giveBack(replyId);
      throw new Error(`the answer to ${replyId} was refused: ${outcome.detail}`);
    }
    if (outcome.kind === 'uncertain') return 'uncertain';
    return outcome.kind === 'sent' ? 'answered' : 'refused';
  };
