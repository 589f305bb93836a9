import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { checked } from '#lib/check-stage.ts';
import { stages } from '#lib/stages.ts';
import { templates } from '#templates/index.ts';
import { appOf } from './synthesize.ts';

const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/1';

test('the lanes of mail may read the buckets of their stage, and nothing else of S3', async () => {
  const { stacks } = await appOf('dev', {
    attachmentBuckets: [{ name: 'herald-invoices', keyArn }, { name: 'herald-terms' }],
  });
  const statements = Object.values(
    Template.fromStack(stacks.pipeline).findResources('AWS::IAM::Policy'),
  ).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const onS3 = statements.filter(({ Action }) => JSON.stringify(Action).includes('s3:'));
  expect(onS3).toHaveLength(1);
  expect(onS3[0].Action).toBe('s3:GetObject');
  expect(JSON.stringify(onS3[0].Resource)).toMatch(
    /:s3:::herald-invoices\/\*.*:s3:::herald-terms\/\*/,
  );
  expect(statements).toContainEqual(
    expect.objectContaining({ Action: 'kms:Decrypt', Resource: keyArn }),
  );
  const variables = Object.values(
    Template.fromStack(stacks.api).findResources('AWS::Lambda::Function'),
  ).flatMap(({ Properties }) => Properties.Environment?.Variables?.ATTACHMENT_BUCKETS ?? []);
  // The door, what tries a send out, and what publishes templates.
  expect(variables).toEqual(Array(3).fill('["herald-invoices","herald-terms"]'));
});

test('a stage without buckets gives nobody leave to read any', async () => {
  const { stacks } = await appOf('dev');
  expect(JSON.stringify(Template.fromStack(stacks.pipeline).toJSON())).not.toContain(
    's3:GetObject',
  );
});

test('no template attaches a file of a bucket that a stage does not have', () => {
  const welcome = templates.get('WELCOME');
  if (welcome === undefined) throw new Error('there is no WELCOME');
  const changed = Object.assign(welcome, {
    attachments: [{ bucket: 'herald-terms', key: 'terms.pdf', filename: 'terms.pdf' }],
  });
  try {
    expect(() => checked('dev', stages.dev)).toThrow('WELCOME attaches a file of herald-terms');
    const attachmentBuckets = [{ name: 'herald-terms' }];
    expect(() => checked('dev', { ...stages.dev, attachmentBuckets })).not.toThrow();
  } finally {
    delete (changed as { attachments?: unknown }).attachments;
  }
});
