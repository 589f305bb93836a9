import * as z from 'zod';
import { BrandChange } from '#core/brand.ts';
import type { ChannelName } from '#core/channel.ts';
import { type Speed, speeds } from '#core/priority.ts';
import { QuietHours } from '#core/quiet-hours.ts';
import type { RateLimit } from '#core/rate-limit.ts';
import type { DevicePlatform } from '#core/recipient.ts';
import {
  maxReceiveCount,
  mostReceives,
  type ProviderRetryPolicies,
  type RetryPolicies,
  type RetryPolicy,
} from '#core/retry-policy.ts';
import { SendWindow } from '#core/send-window.ts';
import { channels } from '#functions/channels/index.ts';
import type { SmsProviderName } from '#functions/channels/sms/env.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { leastRate } from './lane-pace.ts';

/** Whom mail comes from, and whether the stack makes that identity or finds it verified. */
export interface MailAddress {
  readonly address: string;
  /** As readers see it; the brand's name where it is absent, none where it is empty. */
  readonly name?: string;
  readonly isCreated: boolean;
}

/** A provider of SMS, and whom its messages come from. */
export interface SmsSender {
  readonly provider: SmsProviderName;
  readonly originationIdentity?: string;
}

/** What differs between the places that Herald is deployed to. */
export interface StageSettings {
  /** Whom mail comes from, and whether the stack makes that identity or finds it verified. */
  readonly sender: MailAddress & {
    /**
     * Another region of SES, tried with what the own one refuses. The company verifies the address there, and makes a
     * configuration set if it wants to hear what became of those mails: SES reports within its region alone.
     */
    readonly fallback?: { readonly region: string; readonly configurationSet?: string };
  };
  /**
   * Others that mail may come from, by ids that categories and templates name: `{ billing: { address, name } }`. They
   * send by the same configuration set, and are made or verified as `sender` is.
   */
  readonly senders?: Readonly<Record<string, MailAddress & { readonly replyTo?: string }>>;
  /**
   * Buckets whose files may go with a mail, as sends and templates name them: any caller may send any object in them. They
   * lie in the stack's own region; `keyArn` is the KMS key of one that is encrypted with a key of the company's own.
   */
  readonly attachmentBuckets?: readonly { readonly name: string; readonly keyArn?: string }[];
  /** What this stage's messages say of the company otherwise than templates/brand.ts: another name, logo or colours. */
  readonly brand?: BrandChange;
  /**
   * Who carries SMS, and whom it comes from: for END_USER_MESSAGING the ARN of a phone number, a pool or a
   * sender ID, for SNS a number in E.164. Where it is absent, AWS chooses among what the account has.
   */
  readonly sms: SmsSender & {
    /** Tried with what the first refuses: the other provider. */
    readonly fallback?: SmsSender;
    /**
     * Who helps people that reply HELP, an address or a number: where it is set, Herald answers what AWS leaves
     * unanswered, which are STOP, START and HELP in other languages than English, and all of them where the numbers
     * have self-managed opt-outs. Absent: AWS alone answers.
     */
    readonly answers?: { readonly contact: string; readonly isSelfManaged?: boolean };
  };
  /**
   * The SNS platform applications that push goes through, as platform and name: `GCM/herald-fcm`, and
   * `APNS/herald-apns` or `APNS_SANDBOX/...`. They hold the keys of Google and Apple, so that the company
   * makes them itself. On a platform that is absent no device can be registered.
   */
  readonly push: Readonly<Partial<Record<DevicePlatform, string>>>;
  /** How long what became of a notification can be read, counted from its expiry; at least 15 days. */
  readonly retentionDays: number;
  /** Invocations that a queue may have at once; at least 2, as the event source demands. */
  readonly concurrency: Readonly<Record<'requests' | 'lane', Readonly<Record<Speed, number>>>>;
  /** How long an event source waits for a batch to fill: fewer invocations, a later message. */
  readonly batchingWindowSeconds: Readonly<Record<Speed, number>>;
  /** Requests a second that the API takes, and how many at once. */
  readonly throttling: { readonly rateLimit: number; readonly burstLimit: number };
  /**
   * The links in a mail by which its reader unsubscribes, or sees their preferences: how long they hold, and how
   * many calls a second their pages take from anybody. `url` is where they lead, if the company has put a domain
   * of its own in front of the public API.
   */
  readonly links: {
    readonly unsubscribeDays: number;
    readonly preferencesDays: number;
    readonly throttling: { readonly rateLimit: number; readonly burstLimit: number };
    readonly url?: string;
  };
  /**
   * How what became of notifications is counted: for how many days numbers are kept; how long events are gathered
   * before they are counted, which makes large batches of them, and counts before they are added up; into how many parts an hour is split, one for
   * every two million notifications a day.
   */
  readonly analytics: {
    readonly keptDays: number;
    readonly gatherSeconds: number;
    readonly rollUpAfterSeconds: number;
    readonly shards: number;
  };
  /** Whether an alarm goes off when too large a share of messages fails or bounces: wants metric math of CloudWatch. */
  readonly hasShareAlarms: boolean;
  /** Whether a webhook may go to http://127.0.0.1: where the receiver is on the same machine. */
  readonly webhooks: { readonly allowLoopback: boolean };
  /** The quiet hours of who said nothing, in their time zone, or UTC where that is unknown too. */
  readonly quietHours?: QuietHours;
  /**
   * Messages a second that a channel's providers take, by channel and provider: `{ EMAIL: { SES: 14 } }`, as the
   * account's quota has it. Lanes keep to the slowest of a channel, half of it kept free for what is urgent; what is over waits in
   * its queue. At least 1. Absent: as fast as `concurrency` lets them.
   */
  readonly sendRates?: Readonly<Record<ChannelName, Readonly<Record<string, number>>>>;
  /**
   * Turns on the limits on how much one person is told: those of each category (templates/categories.ts), and
   * `overall` on everything, which costs a write for every notification. Absent: nobody is limited.
   */
  readonly recipientLimits?: { readonly overall: readonly RateLimit[] };
  /**
   * How many notifications a caller may send in a minute; beyond, the door answers 429. Absent: any number. It costs
   * one write a call.
   */
  readonly sendsPerCallerAndMinute?: number;
  /**
   * Who may send with overridePreferences, by account and role or user: `123456789012/Alerts`. Everybody
   * else is answered 403.
   */
  readonly overrideCallers: readonly string[];
  readonly retryPolicies: RetryPolicies;
  /**
   * Where a provider is to be tried otherwise than the speeds say, by channel, provider and speed; what is left out is the
   * speed's: `{ WEBHOOK: { WEBHOOK: { standard: { capSeconds: 900, attempts: 20 } } } }`.
   */
  readonly providerRetries?: Readonly<
    Record<ChannelName, Readonly<Record<string, Partial<Record<Speed, Partial<RetryPolicy>>>>>>
  >;
  readonly logRetentionDays: 7 | 30 | 90;
  /** Whether deleting a stack deletes its data. */
  readonly isDisposable: boolean;
  /** Who is mailed when an alarm goes off; nobody where absent. */
  readonly alarmEmail?: string;
}

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

/** The receives after which a queue parks a message: computed from its policy, never typed. */
export const maxReceiveCounts = (policies: RetryPolicies): Readonly<Record<Speed, number>> => ({
  express: maxReceiveCount(policies.express),
  standard: maxReceiveCount(policies.standard),
});

/** The policies of a channel's providers that differ from the speeds', each whole. */
export const providerRetryPolicies = (
  { retryPolicies, providerRetries }: StageSettings,
  channel: ChannelName,
): ProviderRetryPolicies =>
  Object.fromEntries(
    Object.entries(providerRetries?.[channel] ?? {}).map(([provider, differing]) => [
      provider,
      {
        express: { ...retryPolicies.express, ...differing.express },
        standard: { ...retryPolicies.standard, ...differing.standard },
      },
    ]),
  );

/** CAN-SPAM, 15 U.S.C. 7704 (a)(3)(A)(ii): a way to decline has to work for 30 days after the mail. */
const leastUnsubscribeDays = 30;
/** DLQs keep messages 14 days; a redriven one must still find its record. */
const leastRetentionDays = 15;
const sqsMaxReceiveCount = 1_000;
/** A platform application as its ARN ends; SNS allows these characters in its name. */
const pushApplication: Readonly<Record<string, RegExp>> = {
  FCM: /^GCM\/[\w.-]{1,256}$/,
  APNS: /^APNS(_SANDBOX)?\/[\w.-]{1,256}$/,
};

/** The settings, or an error that says what about them cannot work. */
export const checked = (name: string, settings: StageSettings): StageSettings => {
  if (settings.retentionDays < leastRetentionDays) {
    throw new Error(
      `Stage ${name} keeps notifications ${settings.retentionDays} days. ` +
        `Make it at least ${leastRetentionDays}: a DLQ keeps messages 14, and a redriven one needs its record.`,
    );
  }
  if (settings.webhooks.allowLoopback && name !== 'local') {
    throw new Error(
      `Webhooks of stage ${name} may go to 127.0.0.1. That is for stage local alone: elsewhere it is the function's own machine.`,
    );
  }
  if (settings.links.unsubscribeDays < leastUnsubscribeDays) {
    throw new Error(
      `Links to unsubscribe hold ${settings.links.unsubscribeDays} days on stage ${name}. ` +
        `Make it at least ${leastUnsubscribeDays}, as the law has it (CAN-SPAM), better a year.`,
    );
  }
  for (const [platform, application] of Object.entries(settings.push)) {
    if (!pushApplication[platform]?.test(application)) {
      throw new Error(
        `push.${platform} of stage ${name} is ${application}; it names an SNS platform application, ` +
          'such as GCM/herald-fcm for FCM, APNS/herald-apns or APNS_SANDBOX/herald-apns for APNS.',
      );
    }
  }
  refuseUnreadable(`brand of stage ${name}`, BrandChange.optional(), settings.brand);
  refuseUnreadable(`quietHours of stage ${name}`, QuietHours.optional(), settings.quietHours);
  for (const { id, sendWindow } of categories.values()) {
    refuseUnreadable(`sendWindow of category ${id}`, SendWindow.optional(), sendWindow);
  }
  for (const { id, sender } of [...categories.values(), ...templates.values()]) {
    if (sender !== undefined && settings.senders?.[sender] === undefined) {
      throw new Error(
        `${id} is sent by ${sender}, and stage ${name} has no such one in its senders. Add it there, or name another.`,
      );
    }
  }
  const buckets = settings.attachmentBuckets?.map((bucket) => bucket.name) ?? [];
  for (const { id, attachments = [] } of templates.values()) {
    const unknown = attachments.find(({ bucket }) => !buckets.includes(bucket));
    if (unknown !== undefined) {
      throw new Error(
        `${id} attaches a file of ${unknown.bucket}, and stage ${name} has no such one in its attachmentBuckets. Add it there.`,
      );
    }
  }
  if (settings.sms.fallback?.provider === settings.sms.provider) {
    throw new Error(
      `sms.fallback of stage ${name} is ${settings.sms.provider} again, which refuses what it refused. Name the other provider, or none.`,
    );
  }
  const smsProviders = [settings.sms.provider, settings.sms.fallback?.provider];
  if (settings.sms.answers !== undefined && !smsProviders.includes('END_USER_MESSAGING')) {
    throw new Error(
      `sms.answers of stage ${name} is for numbers of End User Messaging, which nobody sends by there. Take it out.`,
    );
  }
  refuseUnknownChannels(name, 'sendRates', settings.sendRates);
  for (const [channel, rates] of Object.entries(settings.sendRates ?? {})) {
    for (const [provider, rate] of Object.entries(rates)) {
      if (rate < leastRate) {
        throw new Error(
          `sendRates of stage ${name} lets ${provider} take ${rate} messages a second by ${channel}. Make it at least ` +
            `${leastRate}: AWS runs two invocations of each of two lanes at once, and slower than that their batches take too long.`,
        );
      }
    }
  }
  for (const caller of settings.overrideCallers) {
    if (!/^\d{12}\/.+/.test(caller)) {
      throw new Error(
        `overrideCallers of stage ${name} names ${caller}; it takes account and role, such as 123456789012/Alerts.`,
      );
    }
  }
  refuseUnknownChannels(name, 'providerRetries', settings.providerRetries);
  for (const channel of ['', ...Object.keys(settings.providerRetries ?? {})]) {
    for (const speed of speeds) {
      const ofProviders = providerRetryPolicies(settings, channel);
      const receives = mostReceives(speed, settings.retryPolicies, ofProviders);
      if (receives > sqsMaxReceiveCount) {
        throw new Error(
          `The ${speed} retry policy of ${channel === '' ? '' : `${channel} on `}stage ${name} can take ${receives} receives; SQS allows ${sqsMaxReceiveCount}.`,
        );
      }
    }
  }
  return settings;
};

/** What the functions would refuse when they start is said when it is written. */
function refuseUnreadable(what: string, schema: z.ZodType, value: unknown): void {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`${what} is wrong:\n${z.prettifyError(result.error)}`);
}

function refuseUnknownChannels(
  stage: string,
  setting: string,
  byChannel: Readonly<Record<ChannelName, unknown>> = {},
): void {
  const names = channels.map(({ name }) => name);
  const unknown = Object.keys(byChannel).find((channel) => !names.includes(channel));
  if (unknown === undefined) return;
  throw new Error(
    `${setting} of stage ${stage} names ${unknown}; the channels are ${names.join(', ')}.`,
  );
}
