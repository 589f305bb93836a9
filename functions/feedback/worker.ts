import { RecordOfDeliveries } from '#core/notification.ts';
import { createEndpointClient } from '#functions/channels/push/platform-endpoints.ts';
import { createEndUserMessagingClient } from '#functions/channels/sms/end-user-messaging.ts';
import { createDynamo, createSns } from '#platform/clients.ts';
import { createEventPublisher } from '#platform/event-publisher.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { queueWorker } from '#platform/queue-worker.ts';
import { createReplyClaims } from '#platform/reply-claims.ts';
import { createSuppressions } from '#platform/suppressions.ts';
import { answerNobody, createAnswerReply } from './answer-reply.ts';
import { FeedbackEnv } from './env.ts';
import { FeedbackMessage } from './feedback-message.ts';
import { createStoreFeedback } from './feedback-store.ts';
import { createObeyWord } from './obey-word.ts';
import { createPushTracer } from './push-tracer.ts';
import { type RecordFeedbackDeps, recordFeedback } from './record-feedback.ts';
import { createSendAnswer } from './send-answer.ts';

/** The feedback queue's worker. */
export const feedbackWorker = queueWorker({
  env: FeedbackEnv,
  message: FeedbackMessage,
  clients: () => ({
    dynamo: createDynamo(),
    sns: createSns(),
    endpointSns: createEndpointClient(),
    sms: createEndUserMessagingClient(),
  }),
  build: (env, { dynamo, sns, endpointSns, sms }, runtime): RecordFeedbackDeps => {
    const suppressions = createSuppressions(dynamo, env.RECIPIENTS_TABLE);
    return {
      obey: createObeyWord(suppressions),
      answer:
        env.REPLY_CONTACT === undefined
          ? answerNobody
          : createAnswerReply({
              ...createReplyClaims(dynamo, env.RECIPIENTS_TABLE, runtime.now),
              brandName: env.BRAND_NAME,
              contact: env.REPLY_CONTACT,
              isSelfManaged: env.SELF_MANAGED_OPT_OUTS ?? false,
              isSuppressed: async (number) => (await suppressions.read(number)).SMS !== undefined,
              sendAnswer: createSendAnswer(sms),
              now: runtime.now,
            }),
      ...createPushTracer({
        dynamo,
        sns: endpointSns,
        notificationsTable: env.NOTIFICATIONS_TABLE,
        recipientsTable: env.RECIPIENTS_TABLE,
        runtime,
      }),
      store: createStoreFeedback(
        createNotificationsTable(dynamo, env.NOTIFICATIONS_TABLE, 0, RecordOfDeliveries),
      ),
      publish: createEventPublisher(sns, env.EVENTS_TOPIC_ARN, runtime),
      now: runtime.now,
    };
  },
  // Nobody waits for it, but no delivery of it is lost.
  speedOf: () => 'standard',
  handle: recordFeedback,
  // The delivery was sent, and its status stays true as far as it goes; the DLQ's alarm tells of the rest.
  park: async () => {},
});
