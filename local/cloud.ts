import { type GatewayServer, startGateway } from '#local/api-gateway/gateway-server.ts';
import { readRestApis } from '#local/api-gateway/rest-api.ts';
import { startApiReference } from '#local/api-reference/api-reference-server.ts';
import { openClock } from '#local/clock.ts';
import { localEnvironment, readAssembly } from '#local/cloudformation/assembly.ts';
import { toQueueAttributes } from '#local/cloudformation/queue-attributes.ts';
import { replaceOrigins } from '#local/cloudformation/replace-origins.ts';
import { type Resource, resolveAssembly } from '#local/cloudformation/resolve-assembly.ts';
import { startControl } from '#local/control/control-server.ts';
import { openCredentials } from '#local/control/credentials.ts';
import { addDemoUsers } from '#local/control/demo-users.ts';
import type { Endpoints } from '#local/control/endpoints.ts';
import { createOutages } from '#local/control/outages.ts';
import { openPorts } from '#local/control/ports.ts';
import { startTables } from '#local/dynamodb/tables.ts';
import { readEventSourceMappings } from '#local/event-source/event-source-mapping.ts';
import { startPoller } from '#local/event-source/poller.ts';
import { readFunction } from '#local/lambda/function-definition.ts';
import { createFunctionPool } from '#local/lambda/function-pool.ts';
import { createInboxMessages } from '#local/outbox/inbox-messages.ts';
import { openOutbox } from '#local/outbox/outbox.ts';
import { startOutboxServer } from '#local/outbox/outbox-server.ts';
import { startS3 } from '#local/s3/s3-server.ts';
import { startScheduler } from '#local/scheduler/scheduler.ts';
import { startSecrets } from '#local/secrets/secrets-server.ts';
import { startSes } from '#local/ses/ses-server.ts';
import { startSms } from '#local/sms/sms-server.ts';
import { startSns } from '#local/sns/sns-server.ts';
import { openQueueEngine } from '#local/sqs/queue-engine.ts';
import { startQueueServer } from '#local/sqs/queue-server.ts';

interface CloudOptions {
  /** What `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** Everything that is kept. */
  readonly dataDir: string;
  /** Of the API. */
  readonly port: number;
  /** Told of what nobody else hears of: a function that failed, an invocation that was lost. */
  readonly onError: (error: unknown) => void;
}

/** A running Herald on one machine. */
export interface Cloud {
  readonly endpoints: Endpoints;
  close(): Promise<void>;
}

/** What runs is given this long to end before it is ended. */
const graceMs = 1_000;

/** Starts everything that the synthesized templates declare, in the order in which it is needed. */
export const startCloud = async ({
  assemblyDir,
  dataDir,
  port,
  onError,
}: CloudOptions): Promise<Cloud> => {
  const reservePort = openPorts(dataDir);
  const clock = openClock(dataDir);
  const credentials = openCredentials(dataDir);
  const assembly = readAssembly(assemblyDir);
  const queuesPort = await reservePort('sqs');
  const declared = resolveAssembly(assembly, { queuesUrl: `http://127.0.0.1:${queuesPort}` });
  const apis = readRestApis(declared.resources);
  const main = apis.find(({ id }) => declared.outputs.get('ApiUrl')?.includes(id)) ?? apis[0];
  if (main === undefined) throw new Error('The app declares no REST API.');
  const apiPorts = new Map<string, number>();
  for (const api of apis) {
    apiPorts.set(api.id, api === main ? port : await reservePort(`api ${api.name}`));
  }
  const { resources, outputs } = replaceOrigins(
    declared,
    new Map([...apiPorts].map(([id, apiPort]) => [id, `http://127.0.0.1:${apiPort}`])),
  );
  const ofType = (...types: readonly string[]): readonly Resource[] =>
    resources.filter(({ type }) => types.includes(type));

  const queues = openQueueEngine({ dataDir, clock });
  for (const queue of ofType('AWS::SQS::Queue')) {
    queues.createQueue({
      name: queue.attributes.QueueName ?? '',
      attributes: toQueueAttributes(queue.properties),
    });
  }
  const queueServer = await startQueueServer({ engine: queues, port: queuesPort });

  const tables = await startTables({
    dataDir,
    clock,
    port: await reservePort('dynamodb'),
    onError,
  });
  const tableResources = ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  for (const table of tableResources) {
    await tables.createTable({ TableName: table.ref, ...table.properties });
  }
  const scheduler = await startScheduler({
    dataDir,
    clock,
    queues,
    port: await reservePort('scheduler'),
    onError,
  });
  for (const group of ofType('AWS::Scheduler::ScheduleGroup')) scheduler.createGroup(group.ref);

  const outbox = openOutbox(dataDir);
  const world = { dataDir, clock, queues, outbox, resources, onError };
  const sns = await startSns({ ...world, port: await reservePort('sns') });
  const outages = createOutages(clock.now);
  const ses = await startSes({
    ...world,
    sns,
    port: await reservePort('ses'),
    isOut: () => outages.isOut('ses'),
  });
  const s3 = await startS3({
    dataDir,
    clock,
    port: await reservePort('s3'),
    isOut: () => outages.isOut('s3'),
  });
  const sms = await startSms({
    ...world,
    sns,
    port: await reservePort('sms'),
    isOut: () => outages.isOut('sms'),
  });
  const inboxTable = tableResources.find(({ logicalId }) => logicalId.startsWith('Inbox'));
  if (inboxTable === undefined) throw new Error('The app declares no Inbox table.');
  const outboxServer = await startOutboxServer({
    outbox,
    port: await reservePort('outbox'),
    inbox: createInboxMessages({ url: tables.url, tableName: inboxTable.ref }),
    onOpen: ses.recordOpen,
    onClick: ses.recordClick,
  });
  const secrets = await startSecrets({ dataDir, resources, port: await reservePort('secrets') });

  const functions = ofType('AWS::Lambda::Function').map((resource) =>
    readFunction(resource, assembly.assetPaths),
  );
  const pool = createFunctionPool({
    functions,
    dataDir,
    clockOffset: clock.offset,
    endpoints: {
      // What is not served here is nowhere: no call ever leaves this machine.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_SQS: queueServer.url,
      AWS_ENDPOINT_URL_DYNAMODB: tables.url,
      AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ENDPOINT_URL_SESV2: ses.url,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: sms.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    },
  });
  pool.warm(functions.map(({ name }) => name));
  const pollers = readEventSourceMappings(resources).map((mapping) =>
    startPoller(mapping, { queues, invoke: pool.invoke, onError }),
  );
  const caller = { ...credentials, userArn: `arn:aws:iam::${main.account}:user/local` };
  const gateways = new Map<string, GatewayServer>();
  for (const api of apis) {
    gateways.set(
      api.id,
      await startGateway({
        api,
        port: apiPorts.get(api.id) ?? 0,
        callers: [caller],
        invoke: pool.invoke,
        now: clock.now,
        onError,
      }),
    );
  }
  const apiReference = await startApiReference(await reservePort('api reference'));
  const control = await startControl({
    port: await reservePort('control'),
    now: clock.now,
    outages,
    advance: async (seconds) => {
      clock.advance(seconds);
      await Promise.all([scheduler.releaseDue(), tables.sweep()]);
    },
  });
  const apiServer = gateways.get(main.id);
  if (apiServer === undefined) throw new Error(`${main.name} was not started.`);
  await addDemoUsers((method, path, body) => apiServer.call(caller, method, path, body));
  const publicUrl = outputs.get('PublicUrl')?.replace(/\/$/, '');
  return {
    endpoints: {
      apiUrl: apiServer.url,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      region: localEnvironment.region,
      ...credentials,
      outboxUrl: outboxServer.url,
      s3Url: s3.url,
      apiReferenceUrl: apiReference.url,
      controlUrl: control.url,
    },
    close: async () => {
      await Promise.all([
        control.close(),
        apiReference.close(),
        ...[...gateways.values()].map((one) => one.close()),
      ]);
      await Promise.race([
        Promise.all(pollers.map((poller) => poller.stop())),
        new Promise((resolve) => setTimeout(resolve, graceMs)),
      ]);
      await pool.close();
      await Promise.all([scheduler.close(), outboxServer.close(), ses.close(), sms.close()]);
      await Promise.all([
        s3.close(),
        sns.close(),
        tables.close(),
        queueServer.close(),
        secrets.close(),
      ]);
      outbox.close();
      queues.close();
    },
  };
};
