import type { QuietHours } from '#core/quiet-hours.ts';
import type { RetryPolicies } from '#core/retry-policy.ts';
import { checked } from './check-stage.ts';
import type { StageSettings } from './stage-settings.ts';

export const stageNames = ['local', 'emulator', 'dev', 'staging', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

const nights: QuietHours = {
  weekly: [
    {
      days: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'],
      from: '22:00',
      to: '07:00',
    },
  ],
};

/** Invariant 7: doubling for two hours, then every quarter of an hour, for a day in all. */
const patience = { doublingForSeconds: 7_200, thenEverySeconds: 900, holdAfterSeconds: 86_400 };
const retryPolicies: RetryPolicies = {
  express: { initialSeconds: 2, capSeconds: 60, ...patience },
  standard: { initialSeconds: 2, capSeconds: 300, ...patience },
};

/** Where nothing keeps a key of Google's or Apple's, these names do. */
const pretendedPush = { FCM: 'GCM/herald-fcm', APNS: 'APNS/herald-apns' };

const dev: StageSettings = {
  sender: { address: 'herald@example.com', isCreated: true },
  sms: { provider: 'END_USER_MESSAGING' },
  push: {},
  retentionDays: 30,
  concurrency: { requests: { express: 10, standard: 10 }, lane: { express: 10, standard: 10 } },
  batchingWindowSeconds: { express: 0, standard: 0 },
  throttling: { rateLimit: 50, burstLimit: 100 },
  links: {
    unsubscribeDays: 365,
    preferencesDays: 30,
    throttling: { rateLimit: 20, burstLimit: 40 },
  },
  analytics: { keptDays: 92, gatherSeconds: 30, rollUpAfterSeconds: 60, shards: 1 },
  hasShareAlarms: true,
  webhooks: { allowLoopback: false },
  overrideCallers: [],
  retryPolicies,
  logRetentionDays: 7,
  isDisposable: true,
};

const prod: StageSettings = {
  ...dev,
  quietHours: nights,
  sender: { ...dev.sender, isCreated: false },
  retentionDays: 90,
  concurrency: { requests: { express: 50, standard: 50 }, lane: { express: 50, standard: 50 } },
  batchingWindowSeconds: { express: 0, standard: 1 },
  throttling: { rateLimit: 1_000, burstLimit: 2_000 },
  recipientLimits: { overall: [] },
  sendsPerCallerAndMinute: 60_000,
  links: { ...dev.links, throttling: { rateLimit: 100, burstLimit: 200 } },
  analytics: { keptDays: 730, gatherSeconds: 60, rollUpAfterSeconds: 300, shards: 4 },
  logRetentionDays: 90,
  isDisposable: false,
};

/** Every stage, in one table. Put your own senders here, of mail, SMS and push, before you deploy dev, staging or prod. */
export const stages: Readonly<Record<StageName, StageSettings>> = {
  local: {
    ...dev,
    concurrency: { requests: { express: 2, standard: 2 }, lane: { express: 2, standard: 2 } },
    throttling: { rateLimit: 10_000, burstLimit: 10_000 },
    analytics: { ...dev.analytics, gatherSeconds: 0, rollUpAfterSeconds: 1 },
    webhooks: { allowLoopback: true },
    // Both are here, so that one can be taken out: POST /outage of the control server.
    sms: {
      provider: 'END_USER_MESSAGING',
      fallback: { provider: 'SNS' },
      answers: { contact: 'help@example.com', isSelfManaged: true },
    },
    overrideCallers: ['000000000000/local'],
    push: pretendedPush,
    attachmentBuckets: [{ name: 'herald-attachments' }],
  },
  // Emulators know no AWS::SMSVOICE, and no metric math.
  emulator: {
    ...dev,
    hasShareAlarms: false,
    sms: { provider: 'SNS' },
    analytics: { ...dev.analytics, gatherSeconds: 0, rollUpAfterSeconds: 1 },
    overrideCallers: ['000000000000/herald-e2e'],
    push: pretendedPush,
  },
  dev,
  staging: { ...prod, isDisposable: true },
  prod,
};

/** A stage by its name, or an error that lists the names. */
export const stageNamed = (
  name: unknown,
): { readonly name: StageName; readonly settings: StageSettings } => {
  const known = stageNames.find((one) => one === name);
  if (known === undefined) {
    throw new Error(
      `There is no stage ${name}. Choose one with -c stage=NAME: ${stageNames.join(', ')}.`,
    );
  }
  return { name: known, settings: checked(known, stages[known]) };
};
