import type { ChannelName } from '#core/channel.ts';
import type { Speed } from '#core/priority.ts';
import { maxReceiveCount, type RetryPolicies } from '#core/retry-policy.ts';
import { timing } from '#core/timing.ts';
import { channels } from '#functions/channels/index.ts';
import { stages } from '#lib/stages.ts';
import { queueArn, queueUrl } from './queues.ts';

/** As design.md has them (invariant 7). */
export const retryPolicies: RetryPolicies = {
  express: policy(60),
  standard: policy(300),
};

function policy(capSeconds: number) {
  return {
    initialSeconds: 2,
    capSeconds,
    doublingForSeconds: 2 * 3600,
    thenEverySeconds: 900,
    holdAfterSeconds: 24 * 3600,
  };
}

export const { visibilityTimeoutSeconds } = timing;

const speeds: readonly Speed[] = ['express', 'standard'];

/** A queue, by its name, with the receives that it allows. */
interface QueueSetting {
  readonly name: string;
  readonly maxReceiveCount: number;
  readonly batchingWindowMs: number;
  /** The function that consumes it. */
  readonly consumer: 'router' | 'feedback' | ChannelName;
}

/** As in production: under load invocations come with full batches. */
const { batchingWindowSeconds } = stages.prod;

const requestsQueue = (speed: Speed) => `requests-${speed}`;
const laneQueue = (slug: string, speed: Speed) => `lane-${slug}-${speed}`;

const pipelineQueues: readonly QueueSetting[] = speeds.flatMap((speed) => {
  const pace = {
    maxReceiveCount: maxReceiveCount(retryPolicies[speed]),
    batchingWindowMs: batchingWindowSeconds[speed] * 1000,
  };
  return [
    { ...pace, name: requestsQueue(speed), consumer: 'router' as const },
    ...channels.map(({ name, slug }) => ({
      ...pace,
      name: laneQueue(slug, speed),
      consumer: name,
    })),
  ];
});

/** Where providers report what became of what they took. */
export const feedbackQueue = 'feedback';

export const queueSettings: readonly QueueSetting[] = [
  ...pipelineQueues,
  {
    name: feedbackQueue,
    maxReceiveCount: maxReceiveCount(retryPolicies.standard),
    batchingWindowMs: batchingWindowSeconds.standard * 1000,
    consumer: 'feedback',
  },
];

/** Every table, with its key. */
export const tableKeys = {
  notifications: ['notificationId'],
  recipients: ['pk'],
  idempotency: ['id'],
  inbox: ['userId', 'itemId'],
  templates: ['pk', 'sk'],
  channels: ['channel'],
} as const;

/** What every function gets; each takes what its env.ts names. */
export const environment: Readonly<Record<string, string>> = {
  NOTIFICATIONS_TABLE: 'notifications',
  RECIPIENTS_TABLE: 'recipients',
  IDEMPOTENCY_TABLE: 'idempotency',
  INBOX_TABLE: 'inbox',
  // No simulated caller names a template that is not in code.
  TEMPLATES_TABLE: 'templates',
  CHANNELS_TABLE: 'channels',
  CHANNEL_PROVIDERS: '{}',
  EVENTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:events',
  // Nobody reads an inbox here: nothing is sent there.
  FEEDBACK_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:feedback',
  EXPRESS_REQUESTS_QUEUE_URL: queueUrl(requestsQueue('express')),
  STANDARD_REQUESTS_QUEUE_URL: queueUrl(requestsQueue('standard')),
  EXPRESS_REQUESTS_QUEUE_ARN: queueArn(requestsQueue('express')),
  STANDARD_REQUESTS_QUEUE_ARN: queueArn(requestsQueue('standard')),
  SCHEDULE_GROUP: 'herald',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::000000000000:role/scheduler',
  SCHEDULER_DLQ_ARN: queueArn('scheduler-dlq'),
  RETENTION_DAYS: '15',
  SENDER: 'Herald <news@example.com>',
  CONFIGURATION_SET: 'herald',
  BRAND_NAME: 'Herald',
  REPLY_CONTACT: 'help@example.com',
  SELF_MANAGED_OPT_OUTS: 'true',
  PUBLIC_URL: 'https://public.example.com/v1',
  LINK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:links',
  UNSUBSCRIBE_LINK_DAYS: '60',
  PREFERENCE_LINK_DAYS: '1',
  SMS_PROVIDER: 'END_USER_MESSAGING',
  FCM_APPLICATION_ARN: 'arn:aws:sns:us-east-1:000000000000:app/GCM/herald',
  WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:webhooks',
  WEBHOOK_ALLOW_LOOPBACK: 'false',
  RETRY_POLICIES: JSON.stringify(retryPolicies),
  LANE_URLS: JSON.stringify(
    Object.fromEntries(
      channels.map(({ name, slug }) => [
        name,
        Object.fromEntries(speeds.map((speed) => [speed, queueUrl(laneQueue(slug, speed))])),
      ]),
    ),
  ),
};
