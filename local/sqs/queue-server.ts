import { localEnvironment } from '#local/cloudformation/assembly.ts';
import { type LoopbackServer, readBody, serveLoopback } from '#local/outbox/loopback.ts';
import type { QueueEngine } from './queue-engine.ts';
import { operations } from './queue-operations.ts';
import { SqsError } from './sqs-error.ts';

const maxBodyBytes = 4 * 1024 * 1024;
const targetPrefix = 'AmazonSQS.';

/** Errors that have another name in the older protocol, which clients still go by. */
const queryNames: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
};

/** Serves SQS by AWS JSON 1.0, as the SDK's client speaks it. */
export const startQueueServer = async ({
  engine,
  port,
}: {
  readonly engine: QueueEngine;
  /** 0 takes a free one. */
  readonly port: number;
}): Promise<LoopbackServer> => {
  const closing = new AbortController();
  let url = '';
  const queueUrlOf = (name: string) => `${url}/${localEnvironment.account}/${name}`;
  const server = await serveLoopback(port, async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = (status: number, body: object, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
      response.end(JSON.stringify(body));
    };
    try {
      const target = String(request.headers['x-amz-target'] ?? '');
      const run = operations[target.replace(targetPrefix, '')];
      if (run === undefined) {
        throw new SqsError('UnsupportedOperation', `The local cloud serves no ${target}.`);
      }
      const body = await readBody(request, maxBodyBytes);
      if (body === undefined)
        throw new SqsError('BatchRequestTooLong', 'The request is too large.');
      const signal = AbortSignal.any([closing.signal, gone.signal]);
      answer(200, await run(parseJson(body), { engine, queueUrlOf, signal }));
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      const { name, message } = error;
      const queryError = `${queryNames[name] ?? name};Sender`;
      const type = `com.amazonaws.sqs#${name}`;
      answer(400, { __type: type, message }, { 'x-amzn-query-error': queryError });
    }
  });
  url = server.url;
  return {
    url,
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
};

function parseJson(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch (error) {
    throw new SqsError('InvalidParameterValue', `The body is not JSON: ${error}`);
  }
}
