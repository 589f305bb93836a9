import { Duration, Names, Stack } from 'aws-cdk-lib';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { timing } from '#core/timing.ts';
import type { Concern, RunbookSection } from './concern.ts';

interface WorkerQueueProps {
  /** Computed from the retry policy, never typed. */
  readonly maxReceiveCount: number;
  /** The age of its oldest message that an operator must hear of; a backlog of retries is not one. */
  readonly oldAfter: Duration;
  /** One sentence: who does not get what while messages lie here. */
  readonly whoIsHurt: string;
  /** The section for its DLQ, where that has one of its own. */
  readonly deadLettersRunbook?: RunbookSection;
}

/** Invariant 7. */
const retention = { queue: Duration.days(4), deadLetterQueue: Duration.days(14) };

const settings = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/** A queue with its DLQ, which the console can redrive from, and what to hear of both. */
export class WorkerQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: WorkerQueueProps) {
    super(scope, id);
    // Each of the two names the other, so one must have a name before it exists. Nothing but a new name
    // ever replaces a queue.
    const queueName = Names.uniqueResourceName(this, { maxLength: 80 });
    const queueArn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...settings,
      retentionPeriod: retention.deadLetterQueue,
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'Source', queueArn)],
      },
    });
    this.queue = new Queue(this, 'Queue', {
      ...settings,
      queueName,
      retentionPeriod: retention.queue,
      visibilityTimeout: Duration.seconds(timing.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
    this.concerns = [
      deadLetterConcern(id, this.deadLetterQueue, props.whoIsHurt, props.deadLettersRunbook),
      {
        id: `${id}Age`,
        metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
        threshold: props.oldAfter.toSeconds(),
        periods: 3,
        whoIsHurt: props.whoIsHurt,
        runbook: 'messages-grow-old',
      },
    ];
  }
}

/** That anything at all lies in a DLQ. */
export const deadLetterConcern = (
  id: string,
  queue: Queue,
  whoIsHurt: string,
  runbook: RunbookSection = 'a-dead-letter-queue-has-messages',
): Concern => ({
  id: `${id}DeadLetters`,
  metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
  threshold: 0,
  whoIsHurt,
  runbook,
});
