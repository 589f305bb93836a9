import { expect, test } from 'vitest';
import * as z from 'zod';
import { Problem } from '#core/problem.ts';
import { checked } from '#lib/check-stage.ts';
import { stages } from '#lib/stages.ts';
import { appOf, templatesOf } from './synthesize.ts';

const prod = await templatesOf('prod');
const { public: pages } = prod;

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

test('the public API takes GET and POST of two paths from anybody, throttled', () => {
  const resources = pages?.findResources('AWS::ApiGateway::Resource') ?? {};
  const parts = Object.values(resources).map(({ Properties }) => String(Properties.PathPart));
  expect(parts.toSorted()).toEqual(['preferences', 'unsubscribe', '{token}', '{token}']);
  const methods = Object.values(pages?.findResources('AWS::ApiGateway::Method') ?? {});
  const verbs = methods.map(({ Properties }) => Properties.HttpMethod);
  expect(verbs.toSorted()).toEqual(['GET', 'GET', 'POST', 'POST']);
  pages?.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'NONE' });
  pages?.hasResourceProperties('AWS::ApiGateway::Stage', {
    MethodSettings: [{ HttpMethod: '*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }],
  });
});

test('it logs what was called, and never a token', () => {
  const [stage] = Object.values(pages?.findResources('AWS::ApiGateway::Stage') ?? {});
  const format: string = stage?.Properties.AccessLogSetting.Format;
  expect(format).toContain('$context.resourcePath');
  expect(format).not.toMatch(/context\.path|sourceIp|body|userAgent/);
});

test('API Gateway answers in problems that ask nobody to sign', () => {
  const responses = Object.values(pages?.findResources('AWS::ApiGateway::GatewayResponse') ?? {});
  expect(responses.length).toBeGreaterThan(5);
  for (const { Properties } of responses) {
    const template = Properties.ResponseTemplates['application/problem+json'];
    const problem = Problem.parse(JSON.parse(template));
    expect(problem.status).toBe(Number(Properties.StatusCode));
    expect(template).not.toMatch(/[Ss]ign/);
  }
});

test('the public function changes items of recipients, tells who unsubscribed, and nothing else', () => {
  const statements = policies.find(({ id }) => id.startsWith('public/Public'))?.statements ?? [];
  expect(statements.flatMap(({ Action }) => Action).toSorted()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'secretsmanager:GetSecretValue',
    'sns:Publish',
  ]);
});

test('only the email lanes and the public function read the keys of the links', () => {
  const readers = policies.filter(({ statements }) =>
    statements.some(({ Resource }) => JSON.stringify(Resource).includes('LinkSecret')),
  );
  expect(readers.map(({ id }) => id).toSorted()).toEqual([
    expect.stringMatching(/^pipeline\/EmailEmailSenderRole/),
    expect.stringMatching(/^public\/PublicRole/),
  ]);
});

test('prod keeps the keys, whatever happens to the stack', () => {
  const secrets = Object.entries(prod.data?.findResources('AWS::SecretsManager::Secret') ?? {});
  const [, secret] = secrets.find(([id]) => id.startsWith('LinkSecret')) ?? [];
  expect(secret?.DeletionPolicy).toBe('Retain');
  expect(secret?.Properties.GenerateSecretString.PasswordLength).toBeGreaterThanOrEqual(32);
});

test('one stack has the role for logs, and it is deployed before the other API', async () => {
  const owners = Object.entries(prod).filter(
    ([, template]) => Object.keys(template.findResources('AWS::ApiGateway::Account')).length > 0,
  );
  expect(owners.map(([part]) => part)).toEqual(['public']);
  const { stacks } = await appOf('prod');
  expect(stacks.api.dependencies).toContain(stacks.public);
});

test('links must hold for 30 days at least', () => {
  const links = { ...stages.dev.links, unsubscribeDays: 29 };
  expect(() => checked('dev', { ...stages.dev, links })).toThrow('at least 30');
});
