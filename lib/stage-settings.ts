import type { BrandChange } from '#core/brand.ts';
import type { ChannelName } from '#core/channel.ts';
import type { Speed } from '#core/priority.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import type { RateLimit } from '#core/rate-limit.ts';
import type { DevicePlatform } from '#core/recipient.ts';
import type { RetryPolicies, RetryPolicy } from '#core/retry-policy.ts';
import type { SmsProviderName } from '#functions/channels/sms/env.ts';

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
