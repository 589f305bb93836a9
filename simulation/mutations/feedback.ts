// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is source text, to be found as it stands.
import type { Mutation } from './mutation.ts';

const record = 'functions/feedback/record-feedback.ts';

/** Of what providers and people say afterwards. */
export const feedbackMutations: readonly Mutation[] = [
  {
    name: 'a bounce for good suppresses nobody',
    file: 'functions/feedback/parse-ses-event.ts',
    find: "return { feedback: mark('HARD_BOUNCED', timestamp, detail), cause, recipients };",
    replace: "return { feedback: mark('HARD_BOUNCED', timestamp, detail), recipients };",
    breaks: ['nothing to who is suppressed', 'who hears it by which channel'],
  },
  {
    name: 'who says STOP is written to all the same',
    file: 'functions/feedback/obey-word.ts',
    find: "if (intent !== 'STOP') return [];",
    replace: 'if (intent !== undefined) return [];',
    breaks: ['nothing to who is suppressed', 'who hears it by which channel'],
    aim: 'texts',
  },
  {
    name: 'who says START hears nothing more all the same',
    file: 'functions/feedback/obey-word.ts',
    find: "if (intent === 'START') return [{",
    replace: 'if (at < 0) return [{',
    breaks: ['who hears it by which channel'],
    aim: 'texts',
  },
  {
    name: 'START takes back whatever there is',
    file: 'functions/core/address-words.ts',
    find: 'return withLift(words, channel, { ...times, startedAt: at });',
    replace: "return liftSuppression(words, channel, at, 'RECIPIENT');",
    breaks: ['nothing to who is suppressed', 'who hears it by which channel'],
    aim: 'texts',
  },
  {
    name: 'a START is taken back by a STOP that was said before it',
    file: 'functions/core/address-words.ts',
    find: 'isStop(suppression) ? Math.max(liftedAt, startedAt) : liftedAt)',
    replace: 'liftedAt)',
    breaks: ['who hears it by which channel'],
    aim: 'texts',
  },
  {
    name: 'what could not be suppressed is acknowledged',
    file: record,
    find: 'const failures = await deps.obey(reports);',
    replace: 'await deps.obey(reports);\n  const failures = new Map<Report, unknown>();',
    breaks: ['nothing to who is suppressed', 'who hears it by which channel'],
    aim: 'feedback-fails',
  },
  {
    name: 'feedback that could not be written is acknowledged',
    file: 'functions/feedback/record-delivery.ts',
    find: "return { result: retry('feedback-failed', first, error) };",
    replace: 'return done(`feedback-failed ${error}`, ids);',
    breaks: ['the status says what the provider said'],
    aim: 'feedback-fails',
  },
  {
    name: 'the weakest that was said stands',
    file: 'functions/core/feedback.ts',
    find: ': one.rank > other.rank;',
    replace: ': one.rank < other.rank;',
    breaks: ['the status says what the provider said'],
  },
  {
    name: 'whatever is said first is written over what there was',
    file: 'functions/feedback/feedback-changes.ts',
    find: " AND attribute_not_exists(${path('feedback')})`,",
    replace: '`,',
    breaks: ['the status says what the provider said'],
  },
  {
    name: 'a run that finds its feedback written does not tell of it',
    file: 'functions/feedback/feedback-store.ts',
    find: 'if (isDeepStrictEqual(seen.delivery, next)) return seen;',
    replace: 'if (isDeepStrictEqual(seen.delivery, next)) return undefined;',
    breaks: ['events follow writes'],
    aim: 'feedback-fails',
  },
  {
    name: 'a text is answered by every run that sees it',
    file: 'functions/feedback/answer-reply.ts',
    find: "if (!(await deps.claim(replyId))) return 'answered-before';",
    replace: 'await deps.claim(replyId);',
    breaks: ['nothing twice'],
    aim: 'texts',
  },
  {
    name: 'what is UNCERTAIN does not say until when it may be settled',
    file: 'functions/delivery/await-feedback.ts',
    find: "if (result.status !== 'UNCERTAIN') return result;",
    replace: "if (result.status !== 'UNCERTAIN' || within.size > 0) return result;",
    breaks: ['the status says what the provider said'],
    aim: 'codes-unheard',
  },
];
