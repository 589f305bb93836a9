import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { openClock } from '#local/clock.ts';
import { readAssembly } from '#local/cloudformation/assembly.ts';
import { toQueueAttributes } from '#local/cloudformation/queue-attributes.ts';
import { resolveAssembly } from '#local/cloudformation/resolve-assembly.ts';
import { startTables } from '#local/dynamodb/tables.ts';
import { readEventSourceMappings } from '#local/event-source/event-source-mapping.ts';
import { openOutbox } from '#local/outbox/outbox.ts';
import { startScheduler } from '#local/scheduler/scheduler.ts';
import { startSecrets } from '#local/secrets/secrets-server.ts';
import { startSes } from '#local/ses/ses-server.ts';
import { startSms } from '#local/sms/sms-server.ts';
import { startSns } from '#local/sns/sns-server.ts';
import { openQueueEngine } from '#local/sqs/queue-engine.ts';
import { startQueueServer } from '#local/sqs/queue-server.ts';
import { appOf } from '../lib/synthesize.ts';

/** Everything that is published to any topic, beside those that the app itself subscribes. */
const eventsQueue = 'kill-events';

/** The app of stage local as it is synthesized, on the local cloud's own servers, but for its functions. */
export const startWorld = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'herald-kill-'));
  const clock = openClock(dataDir);
  const engine = openQueueEngine({ dataDir, clock });
  const queueServer = await startQueueServer({ engine, port: 0 });
  const { app } = await appOf('local');
  const assembly = readAssembly(app.synth().directory);
  const { resources } = resolveAssembly(assembly, { queuesUrl: queueServer.url });
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  for (const { attributes, properties } of ofType('AWS::SQS::Queue')) {
    const name = attributes.QueueName ?? '';
    engine.createQueue({ name, attributes: toQueueAttributes(properties) });
  }
  const onError = (error: unknown) => errors.push(error);
  const errors: unknown[] = [];
  const tables = await startTables({ dataDir, clock, port: 0, onError });
  for (const { ref, properties } of ofType('AWS::DynamoDB::GlobalTable')) {
    await tables.createTable({ TableName: ref, ...properties });
  }
  const scheduler = await startScheduler({ dataDir, clock, queues: engine, port: 0, onError });
  for (const { ref } of ofType('AWS::Scheduler::ScheduleGroup')) scheduler.createGroup(ref);
  const outbox = openOutbox(dataDir);
  const outside = { dataDir, clock, queues: engine, outbox, resources, onError, port: 0 };
  engine.createQueue({ name: eventsQueue, attributes: {} });
  const [anyFunction] = ofType('AWS::Lambda::Function');
  if (anyFunction === undefined) throw new Error('the app declares no function');
  const subscriptions = ofType('AWS::SNS::Topic').map(({ ref }) => ({
    ...anyFunction,
    logicalId: 'EverythingThatIsPublished',
    type: 'AWS::SNS::Subscription',
    properties: {
      TopicArn: ref,
      Protocol: 'sqs',
      Endpoint: engine.queue(eventsQueue).arn,
      RawMessageDelivery: true,
    },
  }));
  const sns = await startSns({ ...outside, resources: [...resources, ...subscriptions] });
  const ses = await startSes({ ...outside, sns });
  const sms = await startSms({ ...outside, sns });
  const secrets = await startSecrets(outside);
  const hooks: string[] = [];
  const receiver = createServer((request, response) => {
    hooks.push(String(request.headers['webhook-id']));
    request.resume();
    request.once('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port: webhookPort } = z.object({ port: z.int() }).parse(receiver.address());

  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_SQS: queueServer.url,
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
    AWS_ENDPOINT_URL_SNS: sns.url,
    AWS_ENDPOINT_URL_SESV2: ses.url,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: sms.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  });
  const environments = ofType('AWS::Lambda::Function').map(({ ref, properties }) => {
    const { Environment } = FunctionProperties.parse(properties);
    return { functionName: ref, variables: Environment.Variables };
  });
  const bundleOf = new Map(
    environments.map(({ functionName, variables }) => [
      functionName,
      variables.POWERTOOLS_SERVICE_NAME ?? '',
    ]),
  );
  return {
    clock,
    engine,
    outbox,
    releaseDue: scheduler.releaseDue,
    /** The ids of the webhooks that arrived. */
    hooks,
    webhookUrl: `http://127.0.0.1:${webhookPort}/hook`,
    /** The bodies of what was published, as often as it was. */
    published: async (): Promise<readonly unknown[]> => {
      const bodies: unknown[] = [];
      for (;;) {
        const found = await engine.receive(eventsQueue, { max: 10, waitMs: 0 });
        if (found.length === 0) return bodies;
        bodies.push(...found.map(({ body }): unknown => JSON.parse(body)));
        engine.delete(
          eventsQueue,
          found.map(({ receiptHandle }) => receiptHandle),
        );
      }
    },
    /** What the servers had to complain of. */
    errors,
    /** The environment of a function, by its bundle. */
    environmentOf: (bundle: string): unknown =>
      environments.find(({ variables }) => variables.POWERTOOLS_SERVICE_NAME === bundle)?.variables,
    /** Every queue that a function reads, with the function's bundle. */
    mappings: readEventSourceMappings(resources).map((mapping) => ({
      ...mapping,
      bundle: bundleOf.get(mapping.functionName) ?? mapping.functionName,
    })),
    close: async () => {
      receiver.close();
      await Promise.all([scheduler, ses, sms, secrets].map((server) => server.close()));
      await Promise.all([sns.close(), tables.close(), queueServer.close()]);
      outbox.close();
      engine.close();
      rmSync(dataDir, { recursive: true });
    },
  };
};
export type World = Awaited<ReturnType<typeof startWorld>>;

const FunctionProperties = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});
