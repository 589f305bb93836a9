import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, openClock } from '#local/clock.ts';
import { openQueueEngine, type QueueEngine } from '#local/sqs/queue-engine.ts';
import { startQueueServer } from '#local/sqs/queue-server.ts';

const account = '000000000000';
let dataDir: string;
let clock: Clock;
let engine: QueueEngine;
let server: Awaited<ReturnType<typeof startQueueServer>>;
let sqs: SQSClient;
let queueUrl: string;

const openAll = async () => {
  clock = openClock(dataDir);
  engine = openQueueEngine({ dataDir, clock });
  engine.createQueue({ name: 'jobs-dlq', attributes: {} });
  engine.createQueue({
    name: 'jobs',
    attributes: {
      VisibilityTimeout: '120',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:${account}:jobs-dlq`,
        maxReceiveCount: 2,
      }),
    },
  });
  server = await startQueueServer({ engine, port: 0 });
  sqs = new SQSClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  queueUrl = `${server.url}/${account}/jobs`;
};
const closeAll = async () => {
  sqs.destroy();
  await server.close();
  engine.close();
};

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'herald-sqs-'));
  await openAll();
});
afterEach(async () => {
  await closeAll();
  rmSync(dataDir, { recursive: true });
});

const sendOne = (MessageBody: string, more = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, ...more }));
const receive = async (more = {}, QueueUrl = queueUrl): Promise<readonly Message[]> => {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more });
  return (await sqs.send(command)).Messages ?? [];
};
const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

describe('a message', () => {
  test('is received with its attributes, and is gone when it is deleted', async () => {
    const { MessageId } = await sendOne('hello', {
      MessageGroupId: 'caller-1',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
    });

    const [message] = await receive({ MessageSystemAttributeNames: ['All'] });
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message?.ReceiptHandle }),
    );

    expect(message).toMatchObject({
      MessageId,
      Body: 'hello',
      Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'caller-1' },
      MessageAttributes: { kind: { StringValue: 'test' } },
    });
    clock.advance(121);
    expect(await receive()).toEqual([]);
  });

  test('that is not deleted comes back after the visibility timeout, counted', async () => {
    await sendOne('again');
    await receive();
    clock.advance(119);
    expect(await receive()).toEqual([]);
    clock.advance(1);

    const [message] = await receive({ MessageSystemAttributeNames: ['All'] });

    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
  });

  test('that is delayed is seen when its time has come', async () => {
    await sendOne('later', { DelaySeconds: 900 });
    expect(await receive()).toEqual([]);
    clock.advance(900);

    expect(bodies(await receive())).toEqual(['later']);
  });

  test('wakes who waits for it, when sent and when the clock is moved', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await sendOne('now');
    expect(bodies(await waiting)).toEqual(['now']);

    await sendOne('delayed', { DelaySeconds: 60 });
    const waitingLonger = receive({ WaitTimeSeconds: 20 });
    clock.advance(60);
    expect(bodies(await waitingLonger)).toEqual(['delayed']);
  });

  test('received too often is moved to the dead-letter queue, and back by a redrive', async () => {
    await sendOne('poison');
    for (const _ of [1, 2]) {
      const [message] = await receive();
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
    expect(await receive()).toEqual([]);
    const deadUrl = `${server.url}/${account}/jobs-dlq`;
    const [dead] = await receive({ MessageSystemAttributeNames: ['All'] }, deadUrl);
    expect(dead).toMatchObject({
      Body: 'poison',
      Attributes: {
        DeadLetterQueueSourceArn: `arn:aws:sqs:us-east-1:${account}:jobs`,
        ApproximateReceiveCount: '1',
      },
    });
    clock.advance(31);

    const SourceArn = `arn:aws:sqs:us-east-1:${account}:jobs-dlq`;
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));

    const [redriven] = await receive({ MessageSystemAttributeNames: ['All'] });
    expect(redriven).toMatchObject({
      Body: 'poison',
      Attributes: { ApproximateReceiveCount: '1' },
    });
  });

  test('is forgotten after the retention period', async () => {
    await sendOne('old');
    clock.advance(4 * 86_400 + 1);

    expect(await receive()).toEqual([]);
    expect(engine.counts('jobs')).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  test('is there after the process was killed in the middle of sending', async () => {
    await closeAll();
    const script = `
      import { openClock } from '${new URL('../../../local/clock.ts', import.meta.url).href}';
      import { openQueueEngine } from '${new URL('../../../local/sqs/queue-engine.ts', import.meta.url).href}';
      const engine = openQueueEngine({ dataDir: process.argv[1], clock: openClock(process.argv[1]) });
      for (let number = 0; ; number += 1) {
        engine.send('jobs', [{ body: String(number) }]);
        process.stdout.write(number + '\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += chunk;
      if (told.split('\n').length > 50) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const acknowledged = told.split('\n').slice(0, -1);
    await openAll();

    const kept = new Set<string | undefined>();
    for (let found = await receive(); found.length > 0; found = await receive()) {
      for (const body of bodies(found)) kept.add(body);
    }

    expect(acknowledged.length).toBeGreaterThan(49);
    expect(acknowledged.filter((body) => !kept.has(body))).toEqual([]);
  });
});

describe('a batch', () => {
  test('fails by entry, and takes the rest', async () => {
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', DelaySeconds: 901 },
        ],
      }),
    );

    expect(Successful).toMatchObject([{ Id: 'a' }]);
    expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
    expect(bodies(await receive())).toEqual(['one']);
  });

  test.each([
    ['EmptyBatchRequest', []],
    ['TooManyEntriesInBatchRequest', Array.from({ length: 11 }, (_, index) => `${index}`)],
    ['BatchEntryIdsNotDistinct', ['x', 'x']],
  ])('is refused as %s', async (name, ids) => {
    const Entries = ids.map((Id) => ({ Id, MessageBody: 'x' }));
    const sending = sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    await expect(sending).rejects.toMatchObject({ name });
  });

  test('of visibility changes and deletions says of each whether it was done', async () => {
    await sendOne('one');
    await sendOne('two');
    const [first, second] = await receive();
    const stale = `${first?.ReceiptHandle}x`;

    const changed = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'b', ReceiptHandle: stale, VisibilityTimeout: 0 },
        ],
      }),
    );
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: [{ Id: 'a', ReceiptHandle: first?.ReceiptHandle }],
      }),
    );

    expect(changed.Successful).toMatchObject([{ Id: 'a' }]);
    expect(changed.Failed).toMatchObject([{ Id: 'b', Code: 'MessageNotInflight' }]);
    expect(deleted.Successful).toMatchObject([{ Id: 'a' }]);
    expect(bodies(await receive())).toEqual([second?.Body]);
  });
});

describe('a queue', () => {
  test('keeps its URL and its messages when all is started again', async () => {
    await sendOne('kept');
    await closeAll();
    await openAll();

    expect(bodies(await receive())).toEqual(['kept']);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
    expect(QueueUrl).toBe(queueUrl);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(2);
  });

  test('counts what is visible, delayed and in flight', async () => {
    await sendOne('in flight');
    await receive();
    await sendOne('visible');
    await sendOne('delayed', { DelaySeconds: 5 });

    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
    expect((await sqs.send(command)).Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      VisibilityTimeout: '120',
    });
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
    expect(engine.counts('jobs')).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  test('that is none is QueueDoesNotExist, in the words of both protocols', async () => {
    const sending = sqs.send(
      new SendMessageCommand({ QueueUrl: `${queueUrl}-not`, MessageBody: 'x' }),
    );
    await expect(sending).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
