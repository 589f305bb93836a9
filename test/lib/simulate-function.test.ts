import { expect, test } from 'vitest';
import * as z from 'zod';
import { templatesOf } from './synthesize.ts';

const { api } = await templatesOf('prod');

const Statement = z.object({ Action: z.union([z.string(), z.array(z.string())]) });
const Policy = z.object({
  Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) }),
});

test('the simulate function may read recipients and templates and write its log, and nothing else', () => {
  const policies = Object.entries(api?.findResources('AWS::IAM::Policy') ?? {})
    .filter(([id]) => id.startsWith('Simulate'))
    .map(([, resource]) => Policy.parse(resource).Properties.PolicyDocument.Statement);
  const actions = policies.flat().flatMap(({ Action }) => Action);
  expect(actions.toSorted()).toEqual([
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:GetItem',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
});

test('the simulate function knows no queue, no topic and two tables', () => {
  const functions = api?.findResources('AWS::Lambda::Function') ?? {};
  const [simulate] = Object.entries(functions).filter(([id]) => id.startsWith('Simulate'));
  const names = Object.keys(simulate?.[1].Properties.Environment.Variables);
  expect(names.toSorted()).toEqual([
    'NODE_OPTIONS',
    'OVERRIDE_CALLERS',
    'POWERTOOLS_SERVICE_NAME',
    'PUBLIC_URL',
    'QUIET_HOURS',
    'RECIPIENTS_TABLE',
    'RECIPIENT_LIMITS',
    'TEMPLATES_TABLE',
  ]);
});
