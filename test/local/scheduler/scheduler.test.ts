import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Scheduler, startScheduler } from '#local/scheduler/scheduler.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeQueues } from './fake-queues.ts';

const start = Date.parse('2026-11-02T09:00:00Z');
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

let dataDir: string;
let scheduler: Scheduler;
let client: SchedulerClient;
let clock: ReturnType<typeof createFakeClock>;
let queues: ReturnType<typeof createFakeQueues>;
let errors: unknown[];

const open = async () => {
  scheduler = await startScheduler({
    dataDir,
    clock,
    queues,
    port: 0,
    onError: (error) => errors.push(error),
  });
  client = new SchedulerClient({
    endpoint: scheduler.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  scheduler.createGroup('releases');
};
const close = async () => {
  client.destroy();
  await scheduler.close();
};
/** As Herald schedules: a minute from now, into the requests queue. */
const schedule = (
  name: string,
  change: Partial<CreateScheduleCommandInput> = {},
  target: Partial<CreateScheduleCommandInput['Target']> = {},
) => ({
  Name: name,
  GroupName: 'releases',
  ScheduleExpression: 'at(2026-11-02T09:01:00)',
  ScheduleExpressionTimezone: 'UTC',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  ActionAfterCompletion: 'DELETE' as const,
  Target: {
    Arn: queueArn('requests'),
    RoleArn: 'arn:aws:iam::000000000000:role/scheduler',
    Input: `{"id":"${name}"}`,
    DeadLetterConfig: { Arn: queueArn('dlq') },
    ...target,
  },
  ...change,
});
const create = (...args: Parameters<typeof schedule>) =>
  client.send(new CreateScheduleCommand(schedule(...args)));
const get = (name: string) =>
  client.send(new GetScheduleCommand({ Name: name, GroupName: 'releases' }));

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'scheduler-'));
  clock = createFakeClock(start);
  queues = createFakeQueues('requests', 'dlq');
  errors = [];
  await open();
});
afterEach(async () => {
  await close();
  rmSync(dataDir, { recursive: true });
});

test('creates a schedule and reads it back', async () => {
  const { ScheduleArn } = await create('one');
  expect(ScheduleArn).toBe('arn:aws:scheduler:us-east-1:000000000000:schedule/releases/one');
  expect(await get('one')).toMatchObject({
    ...schedule('one'),
    Arn: ScheduleArn,
    State: 'ENABLED',
    CreationDate: new Date(start),
  });
});

test('refuses a second schedule of the same name', async () => {
  await create('one');
  await expect(create('one')).rejects.toBeInstanceOf(ConflictException);
  await expect(create('one')).rejects.toMatchObject({ message: 'Schedule one already exists.' });
});

test('takes a repeat of the same call for the same schedule', async () => {
  const first = await create('one', { ClientToken: 'token' });
  const repeat = await create('one', { ClientToken: 'token' });
  expect(repeat.ScheduleArn).toBe(first.ScheduleArn);
});

test('deletes a schedule, which then never fires', async () => {
  await create('one');
  const remove = () =>
    client.send(new DeleteScheduleCommand({ Name: 'one', GroupName: 'releases' }));
  await remove();
  await expect(remove()).rejects.toBeInstanceOf(ResourceNotFoundException);
  clock.advance(3600);
  await scheduler.releaseDue();
  expect(queues.sent).toEqual([]);
});

test('knows no schedule of another group, and no group that nobody created', async () => {
  await create('one');
  const inDefault = client.send(new GetScheduleCommand({ Name: 'one' }));
  await expect(inDefault).rejects.toMatchObject({ message: 'Schedule one does not exist.' });
  const elsewhere = create('one', { GroupName: 'elsewhere' });
  await expect(elsewhere).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(elsewhere).rejects.toMatchObject({
    message: 'Schedule group elsewhere does not exist.',
  });
});

test.each([
  ['an expression that is no time', { ScheduleExpression: 'at(soon)' }, {}],
  ['an unknown time zone', { ScheduleExpressionTimezone: 'Mars/Olympus' }, {}],
  ['a name with a space', { Name: 'one two' }, {}],
  ['a target that is no queue', {}, { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:one' }],
  ['an input that is too large', {}, { Input: 'x'.repeat(262_145) }],
  ['parameters of another target', {}, { KinesisParameters: { PartitionKey: 'one' } }],
])('refuses %s', async (_, change, target) => {
  await expect(create('one', change, target)).rejects.toBeInstanceOf(ValidationException);
});

test('lists schedules page by page', async () => {
  for (const name of ['a-1', 'b-1', 'a-2', 'a-3']) await create(name);
  await create('a-4', { GroupName: 'default' });
  const names: unknown[] = [];
  const pages = paginateListSchedules(
    { client, pageSize: 2 },
    { GroupName: 'releases', NamePrefix: 'a-' },
  );
  for await (const { Schedules } of pages) names.push(Schedules?.map(({ Name }) => Name));
  expect(names).toEqual([['a-1', 'a-2'], ['a-3']]);
});

test('fires once, when the clock has passed its time, and is gone', async () => {
  await create('one', {}, { SqsParameters: { MessageGroupId: 'group' } });
  clock.advance(59);
  await scheduler.releaseDue();
  expect(queues.sent).toEqual([]);
  clock.advance(1);
  await scheduler.releaseDue();
  await scheduler.releaseDue();
  expect(queues.sent).toEqual([
    { queue: 'requests', body: '{"id":"one"}', messageGroupId: 'group' },
  ]);
  await expect(get('one')).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('fires by an advance of the clock, without being asked', async () => {
  await create('one');
  clock.advance(61);
  await expect.poll(() => queues.sent).toHaveLength(1);
});

test('fires at once what is in the past', async () => {
  await create('one', { ScheduleExpression: 'at(2023-10-27T10:00:00)' });
  await expect.poll(() => queues.sent).toHaveLength(1);
});

test('fires in real time what falls due in real time', async () => {
  await close();
  clock = { ...clock, now: () => Date.now() };
  await open();
  const at = new Date(Math.ceil(Date.now() / 1000) * 1000);
  await create('one', { ScheduleExpression: `at(${at.toISOString().slice(0, 19)})` });
  await expect.poll(() => queues.sent, { timeout: 2_000 }).toHaveLength(1);
  expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
});

test('fires after a restart what fell due meanwhile, oldest first', async () => {
  await create('second', { ScheduleExpression: 'at(2026-11-02T09:02:00)' });
  await create('first');
  await create('later', { ScheduleExpression: 'at(2026-11-03T09:00:00)' });
  await close();
  clock.advance(600);
  await open();
  await expect
    .poll(() => queues.sent.map(({ body }) => body))
    .toEqual(['{"id":"first"}', '{"id":"second"}']);
  expect(await get('later')).toMatchObject({ Name: 'later' });
});

test('releases everything that is due before it answers', async () => {
  const names = Array.from({ length: 250 }, (_, index) => `one-${index}`);
  await Promise.all(names.map((name) => create(name)));
  clock.advance(60);
  await scheduler.releaseDue();
  expect(queues.sent).toHaveLength(250);
});

test('keeps a schedule that is not to be deleted, and does not fire it again', async () => {
  await create('one', { ActionAfterCompletion: 'NONE' });
  clock.advance(60);
  await scheduler.releaseDue();
  await close();
  await open();
  await scheduler.releaseDue();
  expect(queues.sent).toHaveLength(1);
  expect(await get('one')).toMatchObject({ Name: 'one' });
});

test('does not fire while it is disabled', async () => {
  await create('one', { State: 'DISABLED' });
  clock.advance(60);
  await scheduler.releaseDue();
  expect(queues.sent).toEqual([]);
  await client.send(new UpdateScheduleCommand(schedule('one')));
  await scheduler.releaseDue();
  expect(queues.sent).toHaveLength(1);
});

test('fires an updated schedule at its new time', async () => {
  await create('one');
  await client.send(
    new UpdateScheduleCommand(
      schedule('one', { ScheduleExpression: 'at(2026-11-02T10:00:00)' }, { Input: 'new' }),
    ),
  );
  clock.advance(60);
  await scheduler.releaseDue();
  expect(queues.sent).toEqual([]);
  clock.advance(3540);
  await scheduler.releaseDue();
  expect(queues.sent).toEqual([{ queue: 'requests', body: 'new' }]);
});

test('keeps a schedule that is updated while it fires', async () => {
  await create('one');
  queues.beforeSend = async () => {
    await client.send(
      new UpdateScheduleCommand(schedule('one', { ScheduleExpression: 'at(2026-11-02T10:00:00)' })),
    );
  };
  clock.advance(60);
  await scheduler.releaseDue();
  expect(await get('one')).toMatchObject({ ScheduleExpression: 'at(2026-11-02T10:00:00)' });
});

test('refuses to update what does not exist', async () => {
  const update = client.send(new UpdateScheduleCommand(schedule('one')));
  await expect(update).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('puts what was meant for a missing queue into the dead-letter queue', async () => {
  await create('one', {}, { Arn: queueArn('gone') });
  clock.advance(60);
  await scheduler.releaseDue();
  expect(queues.sent).toEqual([{ queue: 'dlq', body: '{"id":"one"}' }]);
  expect(errors).toEqual([]);
});

test('says what it dropped when there is no dead-letter queue either', async () => {
  await create('one', {}, { Arn: queueArn('gone'), DeadLetterConfig: undefined });
  clock.advance(60);
  await scheduler.releaseDue();
  expect(errors).toEqual([
    expect.objectContaining({ message: expect.stringContaining('releases/one fired at') }),
  ]);
});

test('keeps what cannot be sent now, and fires it later, holding up nothing else', async () => {
  await create('one');
  await create('two');
  let tries = 0;
  queues.beforeSend = async () => {
    tries += 1;
    if (tries === 1) throw new Error('The disk is full.');
  };
  clock.advance(60);
  await expect.poll(() => queues.sent.map(({ body }) => body)).toEqual(['{"id":"two"}']);
  expect(await get('one')).toMatchObject({ Name: 'one' });
  await expect
    .poll(() => queues.sent.map(({ body }) => body), { timeout: 3_000 })
    .toEqual(['{"id":"two"}', '{"id":"one"}']);
});

test('tells the target its time, name and attempt where the input asks', async () => {
  const Input = '<aws.scheduler.scheduled-time> <aws.scheduler.schedule-arn>';
  await create('one', {}, { Input });
  clock.advance(90);
  await scheduler.releaseDue();
  expect(queues.sent.map(({ body }) => body)).toEqual([
    '2026-11-02T09:01:00Z arn:aws:scheduler:us-east-1:000000000000:schedule/releases/one',
  ]);
});
