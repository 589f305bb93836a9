import { expect, test } from 'vitest';
import * as z from 'zod';
import { templatesOf } from './synthesize.ts';

const prod = await templatesOf('prod');
const local = await templatesOf('local');

const Policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() }),
      ),
    }),
  }),
});

const policies = Object.entries(prod).flatMap(([part, template]) =>
  Object.entries(template.findResources('AWS::IAM::Policy')).map(([id, policy]) => ({
    id: `${part}/${id}`,
    statements: Policy.parse(policy).Properties.PolicyDocument.Statement,
  })),
);

const settingsOf = (template: (typeof prod)[string] | undefined) =>
  Object.values(template?.findResources('AWS::Lambda::Function') ?? {})
    .map(({ Properties }) => Properties.Environment.Variables)
    .filter((variables) => 'WEBHOOK_SECRET_ARN' in variables);

test('only who posts and who tells it read the secret, and nothing but read it', () => {
  const readers = policies.flatMap(({ id, statements }) =>
    statements
      .filter(({ Resource }) => JSON.stringify(Resource).includes('WebhookSecret'))
      .map(({ Action, Resource }) => ({ id, Action, Resource })),
  );
  expect(readers.map(({ id }) => id).toSorted()).toEqual([
    expect.stringMatching(/^api\/EventHooksApiRole/),
    expect.stringMatching(/^api\/UsersRole/),
    expect.stringMatching(/^hooks\/DelivererRole/),
    expect.stringMatching(/^pipeline\/WebhookWebhookSenderRole/),
  ]);
  for (const { Action, Resource } of readers) {
    expect(Action).toBe('secretsmanager:GetSecretValue');
    expect(Resource).toEqual({ 'Fn::ImportValue': expect.stringContaining('WebhookSecret') });
  }
});

test('prod keeps the secret, whatever happens to the stack', () => {
  const secrets = Object.entries(prod.data?.findResources('AWS::SecretsManager::Secret') ?? {});
  const [, secret] = secrets.find(([id]) => id.startsWith('WebhookSecret')) ?? [];
  expect(secret?.DeletionPolicy).toBe('Retain');
  expect(secret?.Properties.GenerateSecretString).toEqual({
    ExcludePunctuation: true,
    PasswordLength: 64,
  });
});

test('only stage local lets a webhook go to its own machine', () => {
  for (const part of ['api', 'pipeline', 'hooks']) {
    for (const [stage, may] of [
      [prod, 'false'],
      [local, 'true'],
    ] as const) {
      const settings = settingsOf(stage[part]);
      expect(settings.length).toBeGreaterThan(0);
      for (const one of settings) expect(one).toMatchObject({ WEBHOOK_ALLOW_LOOPBACK: may });
    }
  }
});
