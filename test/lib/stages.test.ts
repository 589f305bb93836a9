import { expect, test } from 'vitest';
import { checked } from '#lib/check-stage.ts';
import { maxReceiveCounts, providerRetryPolicies } from '#lib/retry-policies.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { stageNamed, stageNames, stages } from '#lib/stages.ts';

test('knows every stage by its name', () => {
  expect(stageNames.map((name) => stageNamed(name).settings)).toEqual(
    stageNames.map((name) => stages[name]),
  );
});

test.each(['production', '', 'toString', undefined, 7])('refuses a stage called %s', (name) => {
  expect(() => stageNamed(name)).toThrow('Choose one with -c stage=NAME: local, emulator, dev');
});

test('refuses a retention that a DLQ outlives', () => {
  expect(() => checked('dev', { ...stages.dev, retentionDays: 14 })).toThrow('at least 15');
  expect(() => checked('dev', { ...stages.dev, retentionDays: 15 })).not.toThrow();
});

test.each(['Alerts', 'arn:aws:iam::123456789012:role/Alerts', '123456789012/'])(
  'refuses %s as a caller that may override preferences',
  (caller) => {
    expect(() => checked('dev', { ...stages.dev, overrideCallers: [caller] })).toThrow(
      'such as 123456789012/Alerts',
    );
  },
);

test('lets nobody override preferences where no caller is known', () => {
  for (const name of ['dev', 'staging', 'prod'] as const) {
    expect(stages[name].overrideCallers).toEqual([]);
  }
});

test('lets webhooks go to the own machine on stage local alone', () => {
  const webhooks = { allowLoopback: true };
  expect(() => checked('prod', { ...stages.prod, webhooks })).toThrow('for stage local alone');
  expect(() => stageNamed('local')).not.toThrow();
});

test('refuses rates that no lane can keep to, and channels that there are not', () => {
  const withRates = (sendRates: NonNullable<StageSettings['sendRates']>) => () =>
    checked('dev', { ...stages.dev, sendRates });
  expect(withRates({ EMAIL: { SES: 0.5 } })).toThrow('Make it at least 1');
  expect(withRates({ FAX: { SES: 5 } })).toThrow('the channels are EMAIL');
  expect(withRates({ EMAIL: { SES: 1 } })).not.toThrow();
});

test('takes retries of a provider as they differ, and refuses more than SQS counts', () => {
  const withRetries = (providerRetries: NonNullable<StageSettings['providerRetries']>) =>
    checked('dev', { ...stages.dev, providerRetries });
  const settings = withRetries({ SMS: { SNS: { standard: { capSeconds: 120, attempts: 9 } } } });
  expect(providerRetryPolicies(settings, 'SMS')).toEqual({
    SNS: {
      express: stages.dev.retryPolicies.express,
      standard: { ...stages.dev.retryPolicies.standard, capSeconds: 120, attempts: 9 },
    },
  });
  expect(providerRetryPolicies(settings, 'EMAIL')).toEqual({});
  const eager = { express: { capSeconds: 2 } };
  expect(() => withRetries({ SMS: { SNS: eager } })).toThrow('of SMS on stage dev can take');
  expect(() => withRetries({ FAX: { SNS: {} } })).toThrow('the channels are EMAIL');
});

test('refuses a retry policy that needs more receives than SQS counts', () => {
  const { express, standard } = stages.dev.retryPolicies;
  const eager = { ...express, capSeconds: 2, holdAfterSeconds: 3_600, doublingForSeconds: 3_600 };
  expect(() =>
    checked('dev', { ...stages.dev, retryPolicies: { express: eager, standard } }),
  ).toThrow('SQS allows 1000');
});

test('computes the receives of a day of retries', () => {
  // Two hours of at least 30 s, then every quarter of an hour by at least half of it, and ten more.
  const { express, standard } = maxReceiveCounts(stages.prod.retryPolicies);
  expect(express).toBeGreaterThan(2 * 60 + 22 * 4);
  expect(express).toBeLessThan(1_000);
  expect(standard).toBeLessThan(express);
});

test('refuses answers to texts where nobody can write any', () => {
  const sms = { provider: 'SNS', answers: { contact: 'help@example.com' } } as const;
  expect(() => checked('dev', { ...stages.dev, sms })).toThrow('Take it out');
});

test('refuses quiet hours that the functions could not read', () => {
  const weekly = [{ days: ['MON' as const], from: '22:00', to: '7:00' }];
  expect(() => checked('dev', { ...stages.dev, quietHours: { weekly } })).toThrow(
    /quietHours of stage dev is wrong:\n.*must be a time of day.*\n.*weekly\[0\]\.to/,
  );
});

test('refuses a brand that no mail could bear', () => {
  expect(() => checked('dev', { ...stages.dev, brand: { accentColor: 'blue' } })).toThrow(
    'brand of stage dev is wrong',
  );
});
