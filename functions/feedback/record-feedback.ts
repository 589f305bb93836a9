import type { HeraldEvent } from '#core/event.ts';
import { toMarks } from '#core/feedback.ts';
import { parseDeliveryId } from '#core/ids.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { LogIds, MessageResult, Received } from '#platform/queue-worker.ts';
import type { AnswerReply } from './answer-reply.ts';
import { eventsOf } from './feedback-events.ts';
import type { StoreFeedback } from './feedback-store.ts';
import type { ObeyWord } from './obey-word.ts';
import type { DeliveryReport, ReplyReport, Report } from './report.ts';

export interface RecordFeedbackDeps {
  /** Suppresses, or no longer, whom a report says so of. */
  readonly obey: ObeyWord;
  readonly answer: AnswerReply;
  readonly store: StoreFeedback;
  readonly publish: PublishEvents<HeraldEvent>;
}

/** What became of one report, and what is to be told of it. */
interface Recorded {
  readonly result: MessageResult;
  readonly events?: readonly HeraldEvent[];
}

/**
 * Records what providers say of messages: suppresses first, then writes once per delivery and answers who wrote, then
 * publishes. A run that dies between any two comes again, and does the same.
 */
export const recordFeedback = async (
  batch: readonly Received<Report>[],
  deps: RecordFeedbackDeps,
): Promise<readonly MessageResult[]> => {
  const reports = batch.map(({ message }) => message);
  const failures = await deps.obey(reports);
  const recorded = new Map<Report, Recorded>();
  for (const report of reports) {
    const error = failures.get(report);
    recorded.set(
      report,
      error === undefined
        ? withoutDelivery(report)
        : { result: retry('suppression-failed', report, error) },
    );
  }
  await concurrently(reports.filter(isReply), async (report) => {
    if (!failures.has(report)) recorded.set(report, await answerOne(report, deps.answer));
  });
  await concurrently(
    byDelivery(reports.filter((report) => !failures.has(report))),
    async ([deliveryId, ofDelivery]) => {
      const outcome = await recordOne(deliveryId, ofDelivery, deps.store);
      for (const [position, report] of ofDelivery.entries()) {
        // They were one write, and are told once.
        recorded.set(report, position === 0 ? outcome : { result: outcome.result });
      }
    },
  );
  const results = reports.map((report) => recorded.get(report));
  await deps.publish(results.flatMap((one) => one?.events ?? []));
  return results.map((one) => {
    if (one === undefined) throw new Error('a report got no result');
    return one.result;
  });
};

/** What several messages of one batch say of the same delivery is one write. */
function byDelivery(
  reports: readonly Report[],
): readonly (readonly [string, readonly DeliveryReport[]])[] {
  const ours = new Map<string, DeliveryReport[]>();
  for (const report of reports) {
    if (report.kind !== 'delivery') continue;
    const { deliveryId = '' } = report;
    if (parseDeliveryId(deliveryId) === undefined) continue;
    const others = ours.get(deliveryId);
    if (others === undefined) ours.set(deliveryId, [report]);
    else others.push(report);
  }
  return [...ours];
}

async function recordOne(
  deliveryId: string,
  reports: readonly DeliveryReport[],
  store: StoreFeedback,
): Promise<Recorded> {
  const ids = { deliveryId };
  const named = parseDeliveryId(deliveryId);
  const [first] = reports;
  if (named === undefined || first === undefined) return done('feedback-unmatched', ids);
  const { provider, providerMessageId } = first;
  const marks = toMarks(reports.flatMap(({ feedback }) => feedback));
  try {
    const stored = await store(named.notificationId, named.key, {
      marks,
      provider,
      providerMessageId,
    });
    // Its record is kept for longer than feedback takes: somebody deleted it, or it was another stage's.
    if (stored === undefined) return done('feedback-for-nobody', ids);
    return {
      ...done('feedback-recorded', { ...ids, status: stored.delivery.status }),
      events: eventsOf(deliveryId, stored, marks),
    };
  } catch (error) {
    return { result: retry('feedback-failed', first, error) };
  }
}

const isReply = (report: Report): report is ReplyReport => report.kind === 'reply';

/** A text is told to the company whether it can be answered now or not. */
async function answerOne(report: ReplyReport, answer: AnswerReply): Promise<Recorded> {
  const events = [report.reply];
  try {
    const answered = await answer(report);
    return { ...done('reply-received', { ...idsOf(report), answer: answered }), events };
  } catch (error) {
    return { result: retry('reply-not-answered', report, error), events };
  }
}

/** What a report comes to that is about no delivery of ours. */
function withoutDelivery(report: Report): Recorded {
  switch (report.kind) {
    case 'delivery':
      return done('feedback-unmatched', idsOf(report));
    case 'reply':
      return done('reply-received', idsOf(report));
    case 'push-failure':
      return done('push-failed-later', { ...idsOf(report), failure: report.failure });
    case 'notice':
      return done('notice-received', {});
  }
}

/** Neither a number nor a text of anybody's. */
function idsOf(report: Report): LogIds {
  switch (report.kind) {
    case 'delivery':
      return { deliveryId: report.deliveryId, providerMessageId: report.providerMessageId };
    case 'reply':
      return { replyId: report.reply.replyId, intent: report.reply.intent };
    case 'push-failure':
      return { providerMessageId: report.providerMessageId };
    case 'notice':
      return {};
  }
}

function done(event: string, ids: LogIds): Recorded {
  return { result: { kind: 'done', event, ids } };
}

function retry(event: string, report: Report, error: unknown): MessageResult {
  return { kind: 'retry', event, ids: idsOf(report), error };
}
