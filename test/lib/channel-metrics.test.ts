import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { measures } from '#functions/analytics/cell.ts';
import { channels } from '#functions/channels/index.ts';
import { channelMetric } from '#lib/constructs/channel-metrics.ts';
import { templatesOf } from './synthesize.ts';

const { operations, analytics } = await templatesOf('prod');

const Metric = z.object({
  MetricStat: z.object({
    Metric: z.object({
      MetricName: z.string(),
      Namespace: z.literal('Herald/Analytics'),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
    }),
  }),
});
const Expression = z.object({ Expression: z.string() });
const ShareAlarm = z.object({ Metrics: z.array(z.union([Metric, Expression])) });

const alarmsOf = (template: typeof operations) =>
  Object.values(template?.findResources('AWS::CloudWatch::Alarm') ?? {}).flatMap(
    ({ Properties }) => {
      const alarm = ShareAlarm.safeParse(Properties);
      if (!alarm.success) return [];
      const metrics = alarm.data.Metrics.flatMap((one) =>
        'MetricStat' in one ? [one.MetricStat.Metric] : [],
      );
      return [metrics.map(({ MetricName, Dimensions }) => ({ MetricName, Dimensions }))];
    },
  );

const watched = (channel: string, ...names: readonly string[]) =>
  names.map((MetricName) => ({
    MetricName,
    Dimensions: expect.arrayContaining([{ Name: 'channel', Value: channel }]),
  }));

test('an alarm goes off when a channel fails, and when mails bounce or are complained of', () => {
  const alarms = alarmsOf(operations);
  expect(alarms).toHaveLength(channels.length + 2);
  for (const { name } of channels) {
    expect(alarms).toContainEqual(expect.arrayContaining(watched(name, 'failed', 'sent')));
  }
  expect(alarms).toContainEqual(expect.arrayContaining(watched('EMAIL', 'bounced', 'sent')));
  expect(alarms).toContainEqual(expect.arrayContaining(watched('EMAIL', 'complained', 'sent')));
});

test('where there is no metric math there is no such alarm', async () => {
  expect(alarmsOf((await templatesOf('emulator')).operations)).toEqual([]);
});

const Counter = z.object({
  Properties: z.object({
    Environment: z.object({ Variables: z.object({ POWERTOOLS_SERVICE_NAME: z.string() }) }),
  }),
});

test('what is watched is what the function tells, by the same dimensions and no more', () => {
  const [counter] = Object.values(analytics?.findResources('AWS::Lambda::Function') ?? {});
  const { POWERTOOLS_SERVICE_NAME } = Counter.parse(counter).Properties.Environment.Variables;
  const tell = `import { emitCounts } from '#platform/emit-counts.ts';
    emitCounts({ channel: 'EMAIL', counts: { sent: 2 }, durations: { toSent: [5] } });`;
  const line = execFileSync(process.execPath, ['--input-type=module', '-e', tell], {
    env: { ...process.env, POWERTOOLS_SERVICE_NAME, POWERTOOLS_METRICS_DISABLED: 'false' },
    encoding: 'utf8',
  });
  const { _aws, ...values } = JSON.parse(line);
  const { namespace, dimensions } = channelMetric('EMAIL', 'sent');
  expect(_aws.CloudWatchMetrics).toMatchObject([
    { Namespace: namespace, Dimensions: [Object.keys(dimensions ?? {})] },
  ]);
  expect(values).toMatchObject({ ...dimensions, sent: 2, toSent: 5 });
});

test('the dashboard shows what is counted of every channel, and how long it took', () => {
  const dashboards = JSON.stringify(operations?.findResources('AWS::CloudWatch::Dashboard'));
  // Of what was accepted a batch of events cannot tell.
  const shown = [...measures.filter((name) => name !== 'accepted'), 'toSent', 'toDelivered'];
  const isShown = (metric: string, channel: string) =>
    dashboards.includes(String.raw`"Herald/Analytics\",\"${metric}\",\"channel\",\"${channel}\"`);
  const missing = channels.flatMap(({ name }) =>
    shown.filter((metric) => !isShown(metric, name)).map((metric) => `${metric} of ${name}`),
  );
  expect(missing).toEqual([]);
});
