import type { HeraldEvent } from '#core/event.ts';
import type { LogIds, MessageResult } from '#platform/queue-worker.ts';
import type { Report } from './report.ts';
import type { TracedPush } from './trace-push.ts';

/** What became of one report, and what is to be told of it. */
export interface Recorded {
  readonly result: MessageResult;
  readonly events?: readonly HeraldEvent[];
  /** Whose device is to be forgotten when all is told. */
  readonly gone?: TracedPush['gone'];
}

/** Of a report, for the log: neither a number nor a text of anybody's. */
export function idsOf(report: Report): LogIds {
  switch (report.kind) {
    case 'delivery':
      return { deliveryId: report.deliveryId, providerMessageId: report.providerMessageId };
    case 'reply':
      return { replyId: report.reply.replyId, intent: report.reply.intent };
    case 'push-failure':
      return { providerMessageId: report.providerMessageId, failure: report.feedback.detail };
    case 'notice':
      return {};
  }
}

/** It is finished. */
export function done(event: string, ids: LogIds): Recorded {
  return { result: { kind: 'done', event, ids } };
}

/** It comes back. */
export function retry(event: string, report: Report, error?: unknown): MessageResult {
  return { kind: 'retry', event, ids: idsOf(report), error };
}
