import type { HeraldEvent } from '#core/event.ts';
import { parseDeliveryId } from '#core/ids.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import type { AnswerReply } from './answer-reply.ts';
import { type FailPushDeps, failPush, forgetGone, isPushFailure } from './fail-push.ts';
import type { ObeyWord } from './obey-word.ts';
import { recordDelivery } from './record-delivery.ts';
import { done, idsOf, type Recorded, retry } from './recorded.ts';
import type { DeliveryReport, ReplyReport, Report } from './report.ts';

export interface RecordFeedbackDeps extends FailPushDeps {
  /** Suppresses, or no longer, whom a report says so of. */
  readonly obey: ObeyWord;
  readonly answer: AnswerReply;
  readonly publish: PublishEvents<HeraldEvent>;
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
  await concurrently(reports.filter(isPushFailure), async (report) => {
    recorded.set(report, await failPush(report, deps));
  });
  await concurrently(
    byDelivery(reports.filter((report) => !failures.has(report))),
    async ([deliveryId, ofDelivery]) => {
      const outcome = await recordDelivery(deliveryId, ofDelivery, deps.store);
      for (const [position, report] of ofDelivery.entries()) {
        // They were one write, and are told once.
        recorded.set(report, position === 0 ? outcome : { result: outcome.result });
      }
    },
  );
  const results = reports.map((report) => recorded.get(report));
  await deps.publish(results.flatMap((one) => one?.events ?? []));
  return concurrently(results, async (one) => {
    if (one === undefined) throw new Error('a report got no result');
    return forgetGone(one, deps);
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

/** What a report comes to that is about no delivery of ours, and asks for nothing else. */
function withoutDelivery(report: Report): Recorded {
  return report.kind === 'notice'
    ? done('notice-received', {})
    : done('feedback-unmatched', idsOf(report));
}
