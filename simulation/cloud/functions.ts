import './silence.ts';

import type { Socket } from 'node:net';
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  Context,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import type * as z from 'zod';
import { timing } from '#core/timing.ts';
import { createAnalyticsWorker } from '#functions/analytics/worker.ts';
import { apiService } from '#functions/api/service.ts';
import { emailWorker } from '#functions/channels/email/worker.ts';
import { inAppWorker } from '#functions/channels/in-app/worker.ts';
import { pushWorker } from '#functions/channels/push/worker.ts';
import { smsWorker } from '#functions/channels/sms/worker.ts';
import { createWebhookWorker } from '#functions/channels/webhook/worker.ts';
import { eventHooksService } from '#functions/event-hooks/api/service.ts';
import { createEventHookDeliveryWorker } from '#functions/event-hooks/delivery/worker.ts';
import { eventHookFanOutWorker } from '#functions/event-hooks/fan-out/worker.ts';
import { feedbackWorker } from '#functions/feedback/worker.ts';
import { ingressService } from '#functions/ingress/service.ts';
import { publicService } from '#functions/public/service.ts';
import { routerWorker } from '#functions/router/worker.ts';
import { usersService } from '#functions/users/service.ts';
import { parseEnv } from '#platform/env.ts';
import { createServe, type HttpService } from '#platform/http-handler.ts';
import type { QueueWorker, QueueWorkerEnv } from '#platform/queue-worker.ts';
import { runBatch } from '#platform/run-batch.ts';
import { WebhookCall } from '../providers/webhook.ts';
import { analyticsEnvironment, type Consumer } from '../settings.ts';
import type { Stage } from '../stages.ts';
import { AwsError } from './aws-errors.ts';
import type { ColdStart, Host } from './lambda.ts';
import type { Services } from './services.ts';
import type { WiredService } from './wire.ts';

type HttpFunction = ColdStart<APIGatewayProxyEvent, APIGatewayProxyResult>;
type QueueFunction = ColdStart<SQSEvent, SQSBatchResponse>;

/** The product's functions, each as Lambda would start it, with the world's services behind its clients. */
export interface Functions {
  readonly ingress: HttpFunction;
  readonly api: HttpFunction;
  readonly users: HttpFunction;
  readonly public: HttpFunction;
  readonly 'event-hooks-api': HttpFunction;
  /** By what they consume. */
  readonly consumers: Readonly<Record<Consumer, QueueFunction>>;
}

export const createFunctions = (
  services: Services,
  stage: Stage,
  onFailure: (error: unknown) => void,
): Functions => {
  const clientsOf = (host: Host, endpoint: WiredService): Readonly<Record<string, object>> => {
    const client = (service: WiredService) => ({
      send: (command: unknown) => host.call(service, command),
      // What Powertools looks at.
      config: {},
      middlewareStack: { identify: () => [], addRelativeTo: () => {} },
    });
    return {
      dynamo: client(services.dynamo),
      sqs: client(services.sqs),
      sns: client(endpoint),
      scheduler: client(services.scheduler),
      secrets: client(services.secrets),
      ses: client(services.ses),
      sesElsewhere: client(services['ses-elsewhere']),
      endUserMessaging: client(services.sms),
      snsSms: client(services['sms-by-sns']),
      sms: client(services.sms),
      pushSns: client(services.push),
      endpointSns: client(services.sns),
    };
  };

  const consume =
    <Message, Env extends QueueWorkerEnv, Clients, Deps>(
      workerOf: (host: Host) => QueueWorker<Message, Env, Clients, Deps>,
      differing: Stage['environment'] = {},
    ): QueueFunction =>
    (host) => {
      const worker = workerOf(host);
      const env = envOf(worker.env, stage, differing);
      const clients = clientsOf(host, services.sns);
      const { runtime } = host;
      // All that the product and Powertools use of an SDK's client stands above.
      const deps = worker.build(env, clients as Clients, runtime);
      const sqs = clients.sqs as Parameters<typeof runBatch>[1]['sqs'];
      const log = (_: string, __: object, error?: unknown) => reportDefect(error, onFailure);
      return (event) => runBatch(event, { worker, env, deps, sqs, runtime, log });
    };

  const serve =
    <Env, Clients, Deps>(service: HttpService<Env, Clients, Deps>): HttpFunction =>
    (host) => {
      const env = envOf(service.env, stage);
      const clients = clientsOf(host, services.sns) as Clients;
      const deps = service.build(env, clients, host.runtime);
      const answer = createServe(service, deps);
      return (event, { startedAt }) => {
        const endsAt = startedAt + timing.functionTimeoutSeconds * 1000;
        const getRemainingTimeInMillis = () => endsAt - host.runtime.now();
        // Powertools asks for nothing else.
        service.onInvocation?.({ getRemainingTimeInMillis } as Context, deps);
        return answer(event);
      };
    };

  return {
    ingress: serve(ingressService),
    api: serve(apiService),
    users: serve(usersService),
    public: serve(publicService),
    'event-hooks-api': serve(eventHooksService),
    consumers: {
      router: consume(() => routerWorker),
      feedback: consume(() => feedbackWorker),
      EMAIL: consume(() => emailWorker),
      SMS: consume(() => smsWorker),
      PUSH: consume(() => pushWorker),
      IN_APP: consume(() => inAppWorker),
      WEBHOOK: consume((host) => createWebhookWorker(simulatedHttp(host, services.webhook))),
      'event-hooks': consume(() => eventHookFanOutWorker),
      'event-hook-deliveries': consume((host) =>
        createEventHookDeliveryWorker(simulatedHttp(host, services.receiver)),
      ),
      analytics: consume(() => analyticsWorker, analyticsEnvironment),
    },
  };
};

/** Nobody looks at metrics here. */
const analyticsWorker = createAnalyticsWorker(() => {});

/** Of each function what it takes of the environment, parsed at its first cold start. */
const knownEnvs = new WeakMap<Stage, WeakMap<z.ZodType, unknown>>();

function envOf<Env>(
  schema: z.ZodType<Env>,
  stage: Stage,
  differing: Stage['environment'] = {},
): Env {
  const known = knownEnvs.get(stage) ?? new WeakMap<z.ZodType, unknown>();
  knownEnvs.set(stage, known);
  if (!known.has(schema))
    known.set(schema, parseEnv(schema, { ...stage.environment, ...differing }));
  // It was kept under the schema that it fits.
  return known.get(schema) as Env;
}

/** What a webhook goes over: a connection always stands, and its receiver is one of the providers. */
function simulatedHttp(
  host: Host,
  service: WiredService,
): Parameters<typeof createWebhookWorker>[0] {
  return {
    // Nobody writes to it.
    connect: async () => ({}) as Socket,
    post: async ({ url, headers, body }) => {
      try {
        await host.call(service, new WebhookCall({ url, headers, body }));
        return { status: 204 };
      } catch (error) {
        // A refusal is an answer, too; no answer at all is an error.
        const status = error instanceof AwsError ? error.$metadata.httpStatusCode : undefined;
        if (status === undefined) throw error;
        return { status };
      }
    },
  };
}

/** A TypeError is no weather: the product stumbled over its own feet. */
function reportDefect(error: unknown, onFailure: (error: unknown) => void): void {
  if (error instanceof TypeError || error instanceof ReferenceError) onFailure(error);
}
