import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createAnalyticsWorker } from '#functions/analytics/worker.ts';
import { apiService } from '#functions/api/service.ts';
import { emailWorker } from '#functions/channels/email/worker.ts';
import { inAppWorker } from '#functions/channels/in-app/worker.ts';
import { pushWorker } from '#functions/channels/push/worker.ts';
import { smsWorker } from '#functions/channels/sms/worker.ts';
import { webhookWorker } from '#functions/channels/webhook/worker.ts';
import { eventHooksService } from '#functions/event-hooks/api/service.ts';
import { eventHookDeliveryWorker } from '#functions/event-hooks/delivery/worker.ts';
import { eventHookFanOutWorker } from '#functions/event-hooks/fan-out/worker.ts';
import { feedbackWorker } from '#functions/feedback/worker.ts';
import { ingressService } from '#functions/ingress/service.ts';
import { routerWorker } from '#functions/router/worker.ts';
import { usersService } from '#functions/users/service.ts';
import { createSqs } from '#platform/clients.ts';
import { createServe, type HttpService } from '#platform/http-handler.ts';
import type { QueueWorker, QueueWorkerEnv } from '#platform/queue-worker.ts';
import { runBatch } from '#platform/run-batch.ts';
import { type Runtime, systemRuntime } from '#platform/runtime.ts';
import type { Life } from './life.ts';
import type { World } from './world.ts';

type Clients = Readonly<Record<string, object>>;

/** What is killed in test/analytics; for every other function it would only be more calls to die after. */
const uncounted = async (): Promise<SQSBatchResponse> => ({ batchItemFailures: [] });

/** The code of every function in this process, its clients under one fate; what counts events if that is asked for. */
export const createHandlers = (
  { clock, environmentOf }: World,
  life: Life,
  { counts } = { counts: false },
) => {
  const runtime: Runtime = {
    ...systemRuntime,
    now: clock.now,
    random: () => 0.5,
    sleep: async () => {},
  };
  const bound = <Bound extends Clients>(clients: Bound): Bound => {
    for (const client of Object.values(clients)) life.bind(client);
    return clients;
  };
  const serve = <Env, Own extends Clients, Deps>(
    service: HttpService<Env, Own, Deps>,
    bundle: string,
  ) => {
    const env = service.env.parse(environmentOf(bundle));
    const deps = service.build(env, bound(service.clients()), runtime);
    const answer = createServe(service, deps);
    return (request: Request) => {
      service.onInvocation?.(lambdaContext, deps);
      return answer(toEvent(request));
    };
  };
  const consume = <Message, Env extends QueueWorkerEnv, Own extends Clients, Deps>(
    worker: QueueWorker<Message, Env, Own, Deps>,
    bundle: string,
  ): readonly [string, (event: SQSEvent) => Promise<SQSBatchResponse>] => {
    const env = worker.env.parse(environmentOf(bundle));
    const deps = worker.build(env, bound(worker.clients(env)), runtime);
    const { sqs } = bound({ sqs: createSqs() });
    const run = (event: SQSEvent) =>
      runBatch(event, { worker, env, deps, sqs, runtime, log: () => {} });
    return [bundle, run];
  };
  return {
    door: serve(ingressService, 'ingress'),
    users: serve(usersService, 'users'),
    api: serve(apiService, 'api'),
    eventHooks: serve(eventHooksService, 'event-hooks-api'),
    /** By bundle. */
    consumers: new Map([
      consume(routerWorker, 'router'),
      consume(emailWorker, 'channel-email'),
      consume(inAppWorker, 'channel-in-app'),
      consume(smsWorker, 'channel-sms'),
      consume(pushWorker, 'channel-push'),
      consume(webhookWorker, 'channel-webhook'),
      consume(feedbackWorker, 'feedback'),
      consume(eventHookFanOutWorker, 'event-hooks'),
      consume(eventHookDeliveryWorker, 'event-hook-deliveries'),
      counts
        ? consume(
            createAnalyticsWorker(() => {}),
            'analytics',
          )
        : (['analytics', uncounted] as const),
    ]),
  };
};
export type Handlers = ReturnType<typeof createHandlers>;

/** A signed call, as far as a function looks at it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

function toEvent({ method, path, body, idempotencyKey }: Request) {
  const event = {
    httpMethod: method,
    path,
    resource: path,
    headers: {
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    queryStringParameters: null,
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'r',
      identity: { userArn: 'arn:aws:iam::000000000000:user/kill' },
    },
  };
  // The rest of API Gateway's event is looked at by nobody.
  return event as unknown as Parameters<ReturnType<typeof createServe>>[0];
}

/** A dead run's key is free again as soon as its invocation could have lasted no longer: here, at once. */
const lambdaContext = { getRemainingTimeInMillis: () => 1 } as Context;
