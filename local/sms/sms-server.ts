import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { parseDeliveryId } from '#core/ids.ts';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { readBody, serveLoopback } from '#local/outbox/loopback.ts';
import type { Outbox } from '#local/outbox/outbox.ts';
import { startReporter } from '#local/outbox/reporter.ts';
import {
  type ConfigurationSet,
  inboundTopics,
  readConfigurationSets,
} from './configuration-sets.ts';
import { InboundText, inboundPayload } from './inbound-text.ts';
import { SendTextMessage, textEvent } from './send-text-message.ts';
import { fateOf, phoneEvents } from './simulated-phone.ts';
import { invalidFields, SmsError } from './sms-error.ts';

interface SmsOptions {
  readonly clock: { now(): number };
  /** Where configuration sets report to. */
  readonly sns: { publish(topicArn: string, message: string): Promise<void> };
  /** Where messages end. */
  readonly outbox: Outbox;
  /** Of the app: its configuration sets are read. */
  readonly resources: readonly Resource[];
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether it takes no message for now. */
  readonly isOut?: () => boolean;
  /** Told of an event that could not be published; it is tried again. */
  readonly onError?: (error: unknown) => void;
}

/** AWS End User Messaging on this machine. */
export interface Sms {
  readonly url: string;
  close(): Promise<void>;
}

const source = 'sms';
const maxBodyBytes = 100_000;
const target = 'PinpointSMSVoiceV2.SendTextMessage';
const Report = z.object({ topicArn: z.string(), message: z.string() });

/**
 * Serves SendTextMessage by AWS JSON 1.0. What becomes of a message is reported as its configuration set
 * says, and depends on its number: see simulated-phone.ts. `POST /inbound {"from", "text"}` is a person who
 * sends a text to us.
 */
export const startSms = async (options: SmsOptions): Promise<Sms> => {
  const { sns, outbox, port, onError = console.error } = options;
  const configurationSets = readConfigurationSets(options.resources);
  const send = (body: string) =>
    sendText(readAs(SendTextMessage, body), configurationSets, options);
  const receive = (body: string) =>
    receiveText(readAs(InboundText, body), inboundTopics(configurationSets), outbox);
  const reporter = startReporter({
    outbox,
    source,
    report: async (body) => {
      const { topicArn, message } = Report.parse(body);
      await sns.publish(topicArn, message);
    },
    onError,
  });
  const server = await serveLoopback(port, async (request, response) => {
    const body = await readBody(request, maxBodyBytes);
    const { status, answer } = answerOf(() => {
      if (body === undefined)
        throw new SmsError('ValidationException', 'The request is too large.');
      if (request.method === 'POST' && request.url === '/inbound') {
        return { inboundMessageId: receive(body) };
      }
      if (request.headers['x-amz-target'] !== target) {
        const message = `The local cloud serves ${target} alone.`;
        throw new SmsError('ValidationException', message, { Reason: 'UNKNOWN_OPERATION' });
      }
      if (options.isOut?.() === true) {
        throw new SmsError('InternalServerException', 'End User Messaging is out for now.');
      }
      return { MessageId: send(body) };
    });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await reporter.close();
    },
  };
};

function answerOf(call: () => object): { readonly status: number; readonly answer: object } {
  try {
    return { status: 200, answer: call() };
  } catch (error) {
    const { status, body } =
      error instanceof SmsError ? error : new SmsError('InternalServerException', String(error));
    return { status, answer: body };
  }
}

function readAs<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  const asked = schema.safeParse(parseJson(body));
  if (asked.success) return asked.data;
  throw invalidFields(
    asked.error.issues.map(({ path, message }) => ({ name: path.join('.'), message })),
  );
}

/** Keeps a message together with the events of its whole way; returns its id. */
function sendText(
  asked: SendTextMessage,
  configurationSets: ReadonlyMap<string, ConfigurationSet>,
  { clock, outbox }: SmsOptions,
): string {
  const set = configurationSetOf(asked, configurationSets);
  const fate = fateOf(asked.DestinationPhoneNumber);
  const messageId = randomUUID();
  if (asked.DryRun) return messageId;
  const sentAt = clock.now();
  const queued = { type: 'TEXT_QUEUED', status: 'QUEUED', isFinal: false };
  const ended = { type: fate, ...phoneEvents[fate], isFinal: true };
  const steps = [{ ...queued, description: 'Message is queued for delivery' }, ended];
  const reports = steps.flatMap((step, position) => {
    const event = textEvent(asked, { ...step, messageId, sentAt, at: sentAt + position });
    const message = JSON.stringify(event);
    const topics = set?.topicsFor(step.type) ?? [];
    return topics.map((topicArn) => ({ source, body: { topicArn, message } }));
  });
  const { deliveryId } = asked.Context;
  const ids = deliveryId === undefined ? undefined : parseDeliveryId(deliveryId);
  outbox.add(
    {
      id: messageId,
      channel: 'SMS',
      to: asked.DestinationPhoneNumber,
      ...(asked.OriginationIdentity === undefined ? {} : { from: asked.OriginationIdentity }),
      text: asked.MessageBody,
      sentAt: new Date(sentAt).toISOString(),
      ...(ids === undefined ? {} : { notificationId: ids.notificationId }),
      ...(deliveryId === undefined ? {} : { deliveryId }),
      ...(fate === 'TEXT_DELIVERED'
        ? { fate: 'DELIVERED' }
        : { fate: 'FAILED', detail: ended.description }),
    },
    reports,
  );
  return messageId;
}

/** Hands a text on; returns its id. */
function receiveText(asked: InboundText, topics: ReadonlySet<string>, outbox: Outbox): string {
  const inboundMessageId = randomUUID();
  const [last] = outbox.newest({ channel: 'SMS', recipient: asked.from }, 1);
  const payload = inboundPayload(asked, { inboundMessageId, previousMessageId: last?.id });
  for (const topicArn of topics) {
    outbox.addReport({ source, body: { topicArn, message: JSON.stringify(payload) } });
  }
  return inboundMessageId;
}

function configurationSetOf(
  { ConfigurationSetName: name }: SendTextMessage,
  configurationSets: ReadonlyMap<string, ConfigurationSet>,
): ConfigurationSet | undefined {
  if (name === undefined) return undefined;
  const set = configurationSets.get(name);
  if (set !== undefined) return set;
  throw new SmsError('ResourceNotFoundException', `There is no configuration set ${name}.`, {
    ResourceType: 'configuration-set',
    ResourceId: name,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
