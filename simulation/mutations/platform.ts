// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is source text, to be found as it stands.
import type { Mutation } from './mutation.ts';

const runBatch = 'functions/platform/run-batch.ts';

/** Of the edge to AWS. */
export const platformMutations: readonly Mutation[] = [
  {
    name: 'PARKED is not recorded on the last receive',
    file: runBatch,
    find: 'await worker.park(received.message, cause, deps);',
    replace: 'void cause;',
    breaks: ['202 means kept'],
    aim: 'poisoned',
  },
  {
    name: 'partial failures are not reported',
    file: runBatch,
    find: 'batchItemFailures: returned.map(',
    replace: 'batchItemFailures: returned.slice(0, 0).map(',
    breaks: ['202 means kept'],
  },
  {
    name: 'nobody says when what is not finished comes back',
    file: runBatch,
    find: '  await setVisibility(returned, context);',
    replace: '  void setVisibility;',
    breaks: ['what is not finished says when it comes back'],
  },
  {
    name: 'a batch that failed whole is acknowledged',
    file: runBatch,
    find: "({ kind: 'retry', event: 'message-returned', ids: {} })",
    replace: "({ kind: 'done', event: 'message-returned', ids: {} })",
    breaks: ['202 means kept'],
  },
  {
    name: 'Failed[] of SendMessageBatch is ignored',
    file: 'functions/platform/queue-sender.ts',
    find: 'new Set((answer.Failed ?? []).map((entry) => Number(entry.Id)))',
    replace: 'new Set((answer.Failed ?? []).slice(0, 0).map((entry) => Number(entry.Id)))',
    breaks: ['202 means kept'],
    aim: 'queues-take-half',
  },
  {
    name: 'Failed[] of PublishBatch is ignored',
    file: 'functions/platform/event-publisher.ts',
    find: 'new Set((answer.Failed ?? []).map((entry) => Number(entry.Id)))',
    replace: 'new Set((answer.Failed ?? []).slice(0, 0).map((entry) => Number(entry.Id)))',
    breaks: ['events follow writes'],
  },
  {
    name: 'UnprocessedKeys are ignored',
    file: 'functions/platform/batch-get.ts',
    find: 'answer.UnprocessedKeys?.[table]?.Keys ?? []',
    replace: '(answer.UnprocessedKeys?.[table]?.Keys ?? []).slice(0, 0)',
    breaks: ['202 means kept', 'who hears it by which channel'],
  },
  {
    name: 'a call that throws counts as taken',
    file: 'functions/platform/send-batches.ts',
    find: '  } catch {\n    return chunk;',
    replace: '  } catch {\n    return [];',
    breaks: ['202 means kept', 'events follow writes'],
  },
  {
    name: 'a schedule that was not made is taken for one that was',
    file: 'functions/platform/scheduler.ts',
    find: 'if (!(error instanceof ConflictException)) throw error;',
    replace: 'if (error instanceof RangeError) throw error;',
    breaks: ['202 means kept'],
  },
  {
    name: 'reads of a notification may be stale',
    file: 'functions/platform/notifications-table.ts',
    find: 'ConsistentRead: true',
    replace: 'ConsistentRead: false',
    breaks: ['the timeline says what happened'],
    aim: 'codes-repeated',
  },
  {
    name: 'an event’s id is new with every run',
    file: 'functions/core/event.ts',
    find: '`${subject}.${status}.${turnOf(event)}`',
    replace: '`${subject}.${status}.${turnOf(event)}.${Date.now()}`',
    breaks: ['events follow writes'],
    aim: 'told-again',
  },
];
