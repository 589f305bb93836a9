import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { readBody, serveLoopback } from '#local/outbox/loopback.ts';
import type { Outbox } from '#local/outbox/outbox.ts';
import { startReporter } from '#local/outbox/reporter.ts';
import { SnsError } from '#local/sns/sns-error.ts';
import type { Sns } from '#local/sns/sns-server.ts';
import { EventReport, sesSource } from './event-report.ts';
import { createEngagement, type Engagement } from './record-engagement.ts';
import { sendEmail } from './send-email.ts';
import { SendEmailRequest } from './send-email-request.ts';
import { readSendingAccount } from './sending-account.ts';
import { SesError } from './ses-error.ts';

interface SesOptions {
  readonly clock: { now(): number };
  /** Where events are published. */
  readonly sns: Pick<Sns, 'publish'>;
  /** Where mail ends. */
  readonly outbox: Outbox;
  /** Of the app: its identities and configuration sets are read. */
  readonly resources: readonly Resource[];
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether it takes no mail for now. */
  readonly isOut?: () => boolean;
  /** Told of an event that could not be published, now or ever. */
  readonly onError?: (error: unknown) => void;
}

/** SES on this machine. */
export interface Ses extends Engagement {
  readonly url: string;
  close(): Promise<void>;
}

/** The largest mail there is, in JSON. */
const maxBodyBytes = 90 * 1024 * 1024;

/** Starts the identities and configuration sets that an app declares; mail is kept in the outbox. */
export const startSes = async (options: SesOptions): Promise<Ses> => {
  const { clock, sns, outbox, resources, port, isOut, onError = console.error } = options;
  const account = readSendingAccount(resources);
  const deps = { account, outbox, now: () => clock.now() };

  const call = async (request: IncomingMessage): Promise<unknown> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = `${request.method} ${pathname}`;
    if (route === 'POST /v2/email/outbound-emails') {
      if (isOut?.() === true) throw new SesError('ServiceUnavailable', 'SES is out for now.');
      const body = await readBody(request, maxBodyBytes);
      return sendEmail(check(SendEmailRequest, parseJson(body)), deps);
    }
    if (route === 'GET /v2/email/account') return describeAccount(outbox);
    const identity = /^GET \/v2\/email\/identities\/([^/]+)$/.exec(route)?.[1];
    if (identity !== undefined) {
      const name = decodeURIComponent(identity);
      if (account.hasIdentity(name)) return describeIdentity(name);
      throw new SesError('NotFoundException', `Email identity ${name} does not exist.`);
    }
    throw new SesError('NotFoundException', `The local cloud does not serve ${route} of SES.`);
  };
  const server = await serveLoopback(port, async (request, response) => {
    response.setHeader('content-type', 'application/json');
    try {
      response.end(JSON.stringify(await call(request)));
    } catch (error) {
      if (!(error instanceof SesError)) throw error;
      response.writeHead(error.status, { 'x-amzn-errortype': error.code });
      response.end(JSON.stringify({ message: error.message }));
    }
  });
  const reporter = startReporter({
    outbox,
    source: sesSource,
    report: async (body) => {
      const { topicArn, event } = EventReport.parse(body);
      try {
        await sns.publish(topicArn, JSON.stringify(event), {}, subject);
      } catch (error) {
        // What SNS refuses (a topic that the app no longer declares) it refuses again, and would hold up
        // every later event.
        if (!(error instanceof SnsError)) throw error;
        onError(error);
      }
    },
    onError,
  });
  return {
    url: server.url,
    ...createEngagement(deps),
    close: async () => {
      await server.close();
      await reporter.close();
    },
  };
};

const subject = 'Amazon SES Email Event Notification';

function describeAccount(outbox: Outbox) {
  return {
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: {
      // Unlimited, as SES writes it.
      Max24HourSend: -1,
      MaxSendRate: 1_000,
      // And so it does not matter that some of it is older.
      SentLast24Hours: outbox.counts().get('EMAIL') ?? 0,
    },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  };
}

function describeIdentity(name: string) {
  return {
    IdentityType: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
    FeedbackForwardingStatus: true,
    VerifiedForSendingStatus: true,
    VerificationStatus: 'SUCCESS',
  };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) throw new SesError('BadRequestException', 'The request is too large.');
  try {
    return JSON.parse(text);
  } catch {
    throw new SesError('BadRequestException', 'The request is not JSON.');
  }
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SesError('BadRequestException', z.prettifyError(parsed.error));
}
