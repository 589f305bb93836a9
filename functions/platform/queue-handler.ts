import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createSqs } from './clients.ts';
import { parseEnv } from './env.ts';
import type { QueueWorker, QueueWorkerEnv } from './queue-worker.ts';
import { runBatch } from './run-batch.ts';
import { systemRuntime } from './runtime.ts';
import { logger, metrics, tell } from './telemetry.ts';

/** The Lambda handler of a queue worker: environment, clients and dependencies once per cold start. */
export const queueHandler = <Message, Env extends QueueWorkerEnv, Clients, Deps>(
  worker: QueueWorker<Message, Env, Clients, Deps>,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const env = parseEnv(worker.env, process.env);
  const runtime = systemRuntime;
  const deps = worker.build(env, worker.clients(env), runtime);
  const sqs = createSqs();
  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event) => runBatch(event, { worker, env, deps, sqs, runtime, log: tell }));
};
