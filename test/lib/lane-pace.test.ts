import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { maxReceiveCount } from '#core/retry-policy.ts';
import { timing } from '#core/timing.ts';
import { lanePace } from '#lib/lane-pace.ts';
import { stages } from '#lib/stages.ts';
import { appOf } from './synthesize.ts';

const stage = fc.record({
  rate: fc.double({ min: 1, max: 2_000, noNaN: true }),
  slower: fc.double({ min: 1, max: 2_000, noNaN: true }),
  express: fc.integer({ min: 2, max: 100 }),
  standard: fc.integer({ min: 2, max: 100 }),
});

test('all invocations together keep to the slowest provider, and each batch ends in time', () => {
  fc.assert(
    fc.property(stage, ({ rate, slower, express, standard }) => {
      const pace = lanePace(
        {
          ...stages.prod,
          concurrency: { ...stages.prod.concurrency, lane: { express, standard } },
          sendRates: { SMS: { END_USER_MESSAGING: rate, SNS: slower } },
        },
        'SMS',
      );
      if (pace === undefined) throw new Error('it has no pace');
      const invocations = pace.maxConcurrency.express + pace.maxConcurrency.standard;
      expect((invocations * 1000) / pace.intervalMs).toBeLessThanOrEqual(Math.min(rate, slower));
      expect(pace.maxConcurrency.express).toBeGreaterThanOrEqual(2);
      expect(pace.maxConcurrency.standard).toBeLessThanOrEqual(Math.max(2, standard));
      expect(pace.batchSize).toBeGreaterThanOrEqual(1);
      const waitMs = (pace.batchSize - 1) * pace.intervalMs;
      expect(waitMs + timing.recordDeadlineMs).toBeLessThan(timing.functionTimeoutSeconds * 1000);
    }),
  );
});

const Mapping = z.object({
  Properties: z.object({
    BatchSize: z.number(),
    ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
    FunctionName: z.object({ Ref: z.string() }),
  }),
});

test('a rate of SES slows the lanes of mail, and no others', async () => {
  const { stacks } = await appOf('prod', { sendRates: { EMAIL: { SES: 14 } } });
  const pipeline = Template.fromStack(stacks.pipeline);
  const lanesOf = (channel: string) =>
    Object.values(pipeline.findResources('AWS::Lambda::EventSourceMapping')).flatMap((resource) => {
      const { BatchSize, ScalingConfig, FunctionName } = Mapping.parse(resource).Properties;
      return FunctionName.Ref.includes(`${channel}Sender`)
        ? [[BatchSize, ScalingConfig.MaximumConcurrency]]
        : [];
    });
  const intervals = Object.entries(pipeline.findResources('AWS::Lambda::Function')).flatMap(
    ([id, { Properties }]) => {
      const interval = Properties.Environment?.Variables.SEND_INTERVAL_MS;
      return interval === undefined ? [] : [[id.includes('EmailSender'), interval]];
    },
  );
  // Four invocations at 14 a second: one message each 286 ms.
  expect(lanesOf('Email')).toEqual([
    [10, 2],
    [10, 2],
  ]);
  expect(intervals).toEqual([[true, '286']]);
  expect(lanesOf('Sms')).toEqual([
    [10, 50],
    [10, 50],
  ]);
});

test('a provider that is tried otherwise has its lanes receive as often as that can need', async () => {
  const standard = { capSeconds: 150 };
  const { stacks } = await appOf('prod', { providerRetries: { SMS: { SNS: { standard } } } });
  const pipeline = Template.fromStack(stacks.pipeline);
  const policies = Object.entries(pipeline.findResources('AWS::Lambda::Function')).flatMap(
    ([id, { Properties }]) => {
      const json = Properties.Environment?.Variables.PROVIDER_RETRY_POLICIES;
      return json === undefined ? [] : [[id.includes('SmsSender'), JSON.parse(json)]];
    },
  );
  const { retryPolicies } = stages.prod;
  const differing = { ...retryPolicies.standard, ...standard };
  expect(policies).toEqual([[true, { SNS: { ...retryPolicies, standard: differing } }]]);
  const receives = Object.entries(pipeline.findResources('AWS::SQS::Queue')).flatMap(
    ([id, { Properties }]) =>
      /^SmsStandardSmsQueue/.test(id) ? [Properties.RedrivePolicy?.maxReceiveCount] : [],
  );
  expect(receives).toEqual([maxReceiveCount(differing)]);
  expect(maxReceiveCount(differing)).toBeGreaterThan(maxReceiveCount(retryPolicies.standard));
});
