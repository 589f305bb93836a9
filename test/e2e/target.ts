import * as z from 'zod';
import { chromiumPath } from './browser.ts';

/** Who signs the suite's calls. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const Credentials = z
  .object({
    accessKeyId: z.string().min(1),
    secretAccessKey: z.string().min(1),
    sessionToken: z.string().optional(),
  })
  .transform(
    ({ sessionToken, ...keys }): Credentials =>
      sessionToken === undefined ? keys : { ...keys, sessionToken },
  );

/** What a test can need beyond the API itself; what a target lacks is skipped, and counted. */
export const Need = z.enum([
  /** Sent mail can be read back. */
  'outbox',
  /** Its headers too. */
  'mail-headers',
  /** Time can be moved. */
  'clock',
  /** A provider can be taken out. */
  'outages',
  /** Queues can be read and written. */
  'queues',
  /** Queues of one's own can be made, and subscribed to what is published. */
  'topics',
  /** Tables can be counted. */
  'tables',
  /** What is refused before a function runs carries the problem body. */
  'gateway-problems',
  /** The whole signature is checked: the key that it names, and the body. */
  'signature-checks',
  /** The gateway's own limit of 10 MB is kept. */
  'gateway-limits',
  /** Devices can be registered: the stage names platform applications, and they are there. */
  'push',
  /** Whoever signs the suite's calls may override preferences. */
  'override',
  /** The pages behind the links in mails can be opened. */
  'public-pages',
  /** Files can be put where mails find them. */
  'attachments',
  /** There is a Chromium on the machine that the suite runs on. */
  'browser',
  /** Webhooks may go to this machine. */
  'loopback-webhooks',
  /** The users that the local cloud brings with it. */
  'demo-users',
  /** SES's mailbox simulator, or its like, reports what becomes of a mail. */
  'feedback',
  /** Somebody can send a text to Herald. */
  'replies',
  /** A second one can be started and killed. */
  'local-cloud',
]);
export type Need = z.infer<typeof Need>;

/** A deployment of Herald, as the suite reaches it. */
export const Target = z.object({
  name: z.string(),
  /** With the stage: http://127.0.0.1:4100/v1. */
  apiUrl: z.url().transform((url) => url.replace(/\/$/, '')),
  region: z.string(),
  credentials: Credentials,
  /** Where the links in mails lead. */
  publicUrl: z
    .url()
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  /** Every message that the local cloud sent. */
  outboxUrl: z.url().optional(),
  /** Every mail that ministack sent. */
  ministackMailUrl: z.url().optional(),
  /** Of S3, with the bucket herald-attachments. */
  s3Url: z.url().optional(),
  controlUrl: z.url().optional(),
  sqsUrl: z.url().optional(),
  snsUrl: z.url().optional(),
  dynamoUrl: z.url().optional(),
  /** Where texts can be sent to Herald. */
  smsUrl: z.url().optional(),
  /** An address that takes mail, with {label} in it; an account in the SES sandbox knows only its simulator. */
  mailAddress: z.string().includes('{label}').default('{label}@example.com'),
  lacks: z.array(Need).default([]),
  /** Whether the suite started it itself. */
  isOwn: z.boolean().default(false),
});
export type Target = z.infer<typeof Target>;

/** What a target offers, by the addresses that it names and what it admits to lack. */
export const offersOf = (target: Target): ReadonlySet<Need> => {
  const isLocal = target.outboxUrl !== undefined;
  const offers: Readonly<Record<Need, boolean>> = {
    outbox: isLocal || target.ministackMailUrl !== undefined,
    'mail-headers': isLocal,
    clock: target.controlUrl !== undefined,
    outages: target.controlUrl !== undefined,
    queues: target.sqsUrl !== undefined,
    topics: target.sqsUrl !== undefined && target.snsUrl !== undefined,
    tables: target.dynamoUrl !== undefined,
    'gateway-problems': true,
    'signature-checks': true,
    'gateway-limits': true,
    push: true,
    override: isLocal || target.ministackMailUrl !== undefined,
    'public-pages': target.publicUrl !== undefined,
    attachments: target.s3Url !== undefined,
    browser: chromiumPath !== undefined,
    'loopback-webhooks': isLocal,
    'demo-users': isLocal,
    feedback: isLocal,
    replies: target.smsUrl !== undefined,
    'local-cloud': target.isOwn,
  };
  const lacks = new Set(target.lacks);
  return new Set(Need.options.filter((need) => offers[need] && !lacks.has(need)));
};

declare module 'vitest' {
  interface ProvidedContext {
    readonly target: Target;
    /** Of the local cloud that the suite started; undefined of another target. */
    readonly cloudFolder: string | undefined;
    /** Where every signed call is noted, a line each. */
    readonly callsFile: string;
  }
}
