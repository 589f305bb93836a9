import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { readBody, serveLoopback } from '#local/outbox/loopback.ts';
import type { Outbox } from '#local/outbox/outbox.ts';
import { startReporter } from '#local/outbox/reporter.ts';
import { readApplicationTopics } from './application-topics.ts';
import type { QueuePort } from './deliver.ts';
import { endpointOperations } from './endpoint-operations.ts';
import { openEndpointStore } from './endpoint-store.ts';
import type { MessageAttributes } from './message-attributes.ts';
import type { Operation } from './operation.ts';
import { createPublish } from './publish-operation.ts';
import { pushReports } from './publish-push.ts';
import { checkForm, readForm } from './query-form.ts';
import { SnsError } from './sns-error.ts';
import { createTopics } from './topic-operations.ts';
import { readTopics } from './topics.ts';
import { writeXml } from './xml.ts';

interface SnsOptions {
  readonly dataDir: string;
  readonly clock: { now(): number };
  /** Where subscriptions deliver to. */
  readonly queues: QueuePort;
  /** Of the app: its topics and subscriptions are read. */
  readonly resources: readonly Resource[];
  /** Where SMS and push messages end. */
  readonly outbox: Outbox;
  /** 0 takes a free one. */
  readonly port: number;
  /** Told of a message that could not be delivered, and never will be. */
  readonly onError?: (error: unknown) => void;
}

/** SNS on this machine. */
export interface Sns {
  readonly url: string;
  /** Publishes to a topic, for its neighbours here; done when every subscribed queue has it. */
  publish(
    topicArn: string,
    message: string,
    attributes?: MessageAttributes,
    subject?: string,
  ): Promise<void>;
  close(): Promise<void>;
}

/** More than any call may be: a batch of 256 KiB, escaped. */
const maxBodyBytes = 2 * 1024 * 1024;
const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

const Report = z.object({ topicArn: z.string(), message: z.string() });
const Call = z.looseObject({ Action: z.string() });

/** Starts the topics that an app declares, phones, and the devices kept in a data directory. */
export const startSns = async (options: SnsOptions): Promise<Sns> => {
  const { dataDir, clock, queues, resources, outbox, port, onError = console.error } = options;
  const endpoints = openEndpointStore(dataDir);
  const now = () => clock.now();
  const topics = createTopics({ topics: readTopics(resources), queues, now, onError });
  const failureTopics = readApplicationTopics(resources);
  const reporter = startReporter({
    outbox,
    source: pushReports,
    report: async (body) => {
      const { topicArn, message } = Report.parse(body);
      await topics.publish(topicArn, { message, attributes: {} });
    },
    onError,
  });
  const operations: Readonly<Record<string, Operation>> = {
    ...topics.operations,
    ...endpointOperations(endpoints),
    Publish: createPublish({
      publishToTopic: topics.publish,
      endpoints,
      outbox,
      now,
      failureTopics,
    }),
  };
  const call = async (body: string | undefined): Promise<string> => {
    if (body === undefined) throw new SnsError('InvalidParameter', 'The request is too large.');
    const form = readForm(body);
    const { Action } = checkForm(Call, form);
    const operation = Object.hasOwn(operations, Action) ? operations[Action] : undefined;
    if (operation === undefined) {
      throw new SnsError('InvalidAction', `The local cloud does not serve ${Action} of SNS.`);
    }
    const result = await operation(form);
    return document(`${Action}Response`, [
      writeXml(`${Action}Result`, result),
      writeXml('ResponseMetadata', { RequestId: randomUUID() }),
    ]);
  };
  const server = await serveLoopback(port, async (request, response) => {
    const answer = await call(await readBody(request, maxBodyBytes)).then(
      (xml) => ({ status: 200, xml }),
      (error: unknown) => refusal(error),
    );
    response.writeHead(answer.status, { 'content-type': 'text/xml' });
    response.end(answer.xml);
  });
  return {
    url: server.url,
    publish: async (topicArn, message, attributes = {}, subject) => {
      await topics.publish(topicArn, { message, attributes, subject });
    },
    close: async () => {
      await server.close();
      await reporter.close();
      endpoints.close();
    },
  };
};

function refusal(error: unknown): { readonly status: number; readonly xml: string } {
  const { code, status, message } =
    error instanceof SnsError ? error : new SnsError('InternalError', String(error));
  const Type = status < 500 ? 'Sender' : 'Receiver';
  const xml = document('ErrorResponse', [
    writeXml('Error', { Type, Code: code, Message: message }),
    writeXml('RequestId', randomUUID()),
  ]);
  return { status, xml };
}

function document(name: string, content: readonly string[]): string {
  return `<${name} xmlns="${namespace}">${content.join('')}</${name}>`;
}
