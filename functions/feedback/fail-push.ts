import type { MessageResult } from '#platform/queue-worker.ts';
import type { StoreFeedback } from './feedback-store.ts';
import { recordDelivery } from './record-delivery.ts';
import { done, idsOf, type Recorded, retry } from './recorded.ts';
import type { DeliveryReport, PushFailure, Report } from './report.ts';
import type { TracedPush, TracePush } from './trace-push.ts';

export interface FailPushDeps {
  /** What a push that failed was. */
  readonly tracePush: TracePush;
  /** A repeat changes nothing. */
  readonly forgetDevice: (gone: NonNullable<TracedPush['gone']>) => Promise<void>;
  readonly store: StoreFeedback;
  readonly now: () => number;
}

/** Whether a report is of a push that failed after SNS took it. */
export const isPushFailure = (report: Report): report is PushFailure =>
  report.kind === 'push-failure';

/** SNS may be faster than our own record of its answer; what is not there later never will be. */
const earlyMs = 60_000;

/** Records such a failure with its delivery, as far as that can be found. */
export const failPush = async (report: PushFailure, deps: FailPushDeps): Promise<Recorded> => {
  try {
    const { deliveryId, isOurs, gone } = await deps.tracePush(report);
    if (deliveryId === undefined && isOurs && deps.now() - report.at < earlyMs) {
      return { result: retry('push-failed-early', report) };
    }
    const recorded =
      deliveryId === undefined
        ? done('push-failed-later', idsOf(report))
        : await recordDelivery(deliveryId, [ofPush(report, deliveryId)], deps.store);
    return recorded.result.kind === 'done' ? { ...recorded, gone } : recorded;
  } catch (error) {
    return { result: retry('push-failure-failed', report, error) };
  }
};

/** Last of all: a run that comes again finds the delivery by the device, or by the note of whose it was. */
export const forgetGone = async (
  { result, gone }: Recorded,
  { forgetDevice }: Pick<FailPushDeps, 'forgetDevice'>,
): Promise<MessageResult> => {
  if (gone === undefined) return result;
  try {
    await forgetDevice(gone);
    return result;
  } catch (error) {
    return { kind: 'retry', event: 'device-not-forgotten', ids: result.ids, error };
  }
};

function ofPush({ providerMessageId, feedback }: PushFailure, deliveryId: string): DeliveryReport {
  const about = { deliveryId, provider: 'SNS', providerMessageId };
  return { kind: 'delivery', ...about, feedback: [feedback], suppress: [] };
}
