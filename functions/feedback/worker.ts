import { createDynamo, createSns } from '#platform/clients.ts';
import { createEventPublisher } from '#platform/event-publisher.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { queueWorker } from '#platform/queue-worker.ts';
import { createSuppressions } from '#platform/suppressions.ts';
import { FeedbackEnv } from './env.ts';
import { FeedbackMessage } from './feedback-message.ts';
import { createStoreFeedback } from './feedback-store.ts';
import { createLiftStop } from './lift-stop.ts';
import { createObeyWord } from './obey-word.ts';
import { type RecordFeedbackDeps, recordFeedback } from './record-feedback.ts';

/** The feedback queue's worker. */
export const feedbackWorker = queueWorker({
  env: FeedbackEnv,
  message: FeedbackMessage,
  clients: () => ({ dynamo: createDynamo(), sns: createSns() }),
  build: (env, { dynamo, sns }, runtime): RecordFeedbackDeps => {
    const suppressions = createSuppressions(dynamo, env.RECIPIENTS_TABLE);
    return {
      obey: createObeyWord(suppressions.add, createLiftStop(suppressions)),
      store: createStoreFeedback(createNotificationsTable(dynamo, env.NOTIFICATIONS_TABLE)),
      publish: createEventPublisher(sns, env.EVENTS_TOPIC_ARN, runtime),
    };
  },
  // Nobody waits for it, but no delivery of it is lost.
  speedOf: () => 'standard',
  handle: recordFeedback,
  // The delivery was sent, and its status stays true as far as it goes; the DLQ's alarm tells of the rest.
  park: async () => {},
});
