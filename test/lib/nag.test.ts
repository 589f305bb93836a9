import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import { appOf } from './synthesize.ts';

test('breaks no rule of AwsSolutions without a reason given', async () => {
  const { app } = await appOf('prod');
  expect(() => app.synth()).not.toThrow();
});

test('refuses what breaks one', async () => {
  const { app, stacks } = await appOf('prod');
  new Queue(stacks.pipeline, 'Careless');
  expect(() => app.synth()).toThrow(/AwsSolutions-SQS/);
});
