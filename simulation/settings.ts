import type { ChannelName } from '#core/channel.ts';
import type { Speed } from '#core/priority.ts';
import { maxReceiveCount, type RetryPolicies } from '#core/retry-policy.ts';
import { timing } from '#core/timing.ts';
import { channels } from '#functions/channels/index.ts';
import { analyticsRetryPolicies, gatheredBatchSize } from '#lib/analytics-pace.ts';
import { stages } from '#lib/stages.ts';
import { queueArn, queueUrl } from './cloud/queues.ts';

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
export interface QueueSetting {
  readonly name: string;
  readonly maxReceiveCount: number;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  /** The function that consumes it. */
  readonly consumer: Consumer;
}

/** A function that reads a queue: a lane's by its channel. */
export type Consumer = 'router' | 'feedback' | SubscribedFunction | ChannelName;

/** What stands behind the events topic. */
type SubscribedFunction = 'event-hooks' | 'event-hook-deliveries' | 'analytics';

/** As in production: under load invocations come with full batches. */
const { batchingWindowSeconds, analytics } = stages.prod;
const batchSize = 10;

const requestsQueue = (speed: Speed) => `requests-${speed}`;
const laneQueue = (slug: string, speed: Speed) => `lane-${slug}-${speed}`;

const pipelineQueues: readonly QueueSetting[] = speeds.flatMap((speed) => {
  const pace = {
    maxReceiveCount: maxReceiveCount(retryPolicies[speed]),
    batchSize,
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

const unhurried = {
  maxReceiveCount: maxReceiveCount(retryPolicies.standard),
  batchSize,
  batchingWindowMs: batchingWindowSeconds.standard * 1000,
};

/** Where providers report what became of what they took. */
export const feedbackQueue = 'feedback';

export const queueSettings: readonly QueueSetting[] = [
  ...pipelineQueues,
  {
    name: feedbackQueue,
    ...unhurried,
    consumer: 'feedback',
  },
];

/** What hears of everything that was published, and what comes of that. */
export const subscriberQueues: readonly QueueSetting[] = [
  { name: 'event-hooks', ...unhurried, consumer: 'event-hooks' },
  { name: 'event-hook-deliveries', ...unhurried, consumer: 'event-hook-deliveries' },
  {
    name: 'analytics',
    maxReceiveCount: maxReceiveCount(analyticsRetryPolicies.standard),
    batchSize: gatheredBatchSize,
    batchingWindowMs: analytics.gatherSeconds * 1000,
    consumer: 'analytics',
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
  'event-hooks': ['pk', 'sk'],
  analytics: ['pk', 'sk'],
} as const;

/** Of what counts: it has a retry policy of its own. */
export const analyticsEnvironment = { RETRY_POLICIES: JSON.stringify(analyticsRetryPolicies) };

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
  UNSUBSCRIBES_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:unsubscribes',
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
  EVENT_HOOKS_TABLE: 'event-hooks',
  EVENT_HOOKS_QUEUE_URL: queueUrl('event-hooks'),
  EVENT_HOOK_DELIVERIES_QUEUE_URL: queueUrl('event-hook-deliveries'),
  ANALYTICS_TABLE: 'analytics',
  ANALYTICS_QUEUE_URL: queueUrl('analytics'),
  ANALYTICS_KEPT_DAYS: String(analytics.keptDays),
  ANALYTICS_SHARDS: String(analytics.shards),
  ROLL_UP_AFTER_SECONDS: String(analytics.rollUpAfterSeconds),
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
