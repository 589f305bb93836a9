import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAssembly } from '#local/cloudformation/assembly.ts';
import { replaceOrigins } from '#local/cloudformation/replace-origins.ts';
import { type Deployment, resolveAssembly } from '#local/cloudformation/resolve-assembly.ts';

const writeAssembly = (templates: Readonly<Record<string, unknown>>): string => {
  const directory = mkdtempSync(join(tmpdir(), 'herald-assembly-'));
  const write = (file: string, value: unknown) =>
    writeFileSync(join(directory, file), JSON.stringify(value));
  const artifacts: Record<string, unknown> = {
    Assets: { type: 'cdk:asset-manifest', properties: { file: 'Assets.assets.json' } },
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  };
  for (const [name, template] of Object.entries(templates)) {
    write(`${name}.template.json`, template);
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/eu-west-1',
      properties: { templateFile: `${name}.template.json` },
    };
  }
  write('Assets.assets.json', {
    files: {
      abc: { source: { path: 'asset.abc' }, destinations: { here: { objectKey: 'abc.zip' } } },
    },
  });
  write('manifest.json', { artifacts });
  return directory;
};

const resolve = (templates: Readonly<Record<string, unknown>>): Deployment =>
  resolveAssembly(readAssembly(writeAssembly(templates)), { queuesUrl: 'http://127.0.0.1:9' });

const find = ({ resources }: Deployment, logicalId: string) =>
  resources.find((resource) => resource.logicalId === logicalId);

const exported = (value: unknown, name: string) => ({ Value: value, Export: { Name: name } });

test('carries names across stacks, whichever comes first', () => {
  const deployment = resolve({
    Api: {
      Resources: {
        Fn: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Environment: { Variables: { TABLE: { 'Fn::ImportValue': 'Data:Table' } } },
          },
        },
      },
    },
    Data: {
      Resources: { Table: { Type: 'AWS::DynamoDB::GlobalTable' } },
      Outputs: { Out: exported({ Ref: 'Table' }, 'Data:Table') },
    },
  });
  expect(find(deployment, 'Fn')?.properties).toEqual({
    Environment: { Variables: { TABLE: 'Data-Table' } },
  });
});

test('gives a queue its local URL, and its ARN to the queue that it is the DLQ of', () => {
  const deployment = resolve({
    Pipe: {
      Resources: {
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            RedrivePolicy: {
              deadLetterTargetArn: { 'Fn::GetAtt': ['Dlq', 'Arn'] },
              maxReceiveCount: 3,
            },
          },
        },
        Dlq: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      },
    },
  });
  expect(find(deployment, 'Queue')).toMatchObject({
    ref: 'http://127.0.0.1:9/000000000000/Pipe-Queue',
    properties: {
      RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:000000000000:dead' },
    },
  });
});

test('leaves out what a condition rules out and what has no effect on one machine', () => {
  const deployment = resolve({
    S: {
      Conditions: { Never: { 'Fn::Equals': [1, 2] } },
      Resources: {
        Absent: { Type: 'AWS::SNS::Topic', Condition: 'Never' },
        Present: { Type: 'AWS::SNS::Topic' },
        Role: { Type: 'AWS::IAM::Role', Properties: { Anything: { 'Fn::Whatever': 1 } } },
      },
      Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    },
  });
  expect(deployment.resources.map(({ logicalId }) => logicalId)).toEqual(['Present']);
  expect(deployment.outputs.get('RoleArn')).toBe('arn:aws:iam::000000000000:role/S-Role');
});

test('names the resource whose type it cannot run', () => {
  expect(() => resolve({ S: { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } } })).toThrow(
    'S/Bucket is a AWS::S3::Bucket, which the local cloud does not run',
  );
});

test('names what is referred to and is not there', () => {
  const template = (value: unknown) => ({
    S: { Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: value } } } },
  });
  expect(() => resolve(template({ Ref: 'Nobody' }))).toThrow('S has no Nobody');
  expect(() => resolve(template({ 'Fn::GetAtt': ['T', 'Colour'] }))).toThrow('no Colour');
  expect(() => resolve(template({ 'Fn::ImportValue': 'x' }))).toThrow('no stack exports');
});

test('finds the files of an asset by its S3 key', () => {
  const directory = writeAssembly({ S: { Resources: {} } });
  expect(readAssembly(directory).assetPaths.get('abc.zip')).toBe(join(directory, 'asset.abc'));
});

test('keeps long names apart and within the limit of the service', () => {
  const long = 'L'.repeat(200);
  const deployment = resolve({
    S: {
      Resources: {
        [`${long}A`]: { Type: 'AWS::SQS::Queue' },
        [`${long}B`]: { Type: 'AWS::SQS::Queue' },
      },
    },
  });
  const names = deployment.resources.map(({ attributes }) => attributes.QueueName ?? '');
  expect(new Set(names).size).toBe(2);
  expect(names.every((name) => name.length <= 80)).toBe(true);
});

test('puts the local address of an API where a template builds its AWS address', () => {
  const deployment = resolve({
    S: {
      Resources: {
        Api: { Type: 'AWS::ApiGateway::RestApi' },
        Topic: {
          Type: 'AWS::SNS::Topic',
          Properties: {
            DisplayName: {
              // biome-ignore lint/suspicious/noTemplateCurlyInString: that is CloudFormation's syntax
              'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1',
            },
          },
        },
      },
      Outputs: {
        PublicUrl: { Value: { 'Fn::Sub': 'https://other.execute-api.x.amazonaws.com/' } },
      },
    },
  });
  const apiId = find(deployment, 'Api')?.ref ?? '';
  const replaced = replaceOrigins(deployment, new Map([[apiId, 'http://127.0.0.1:4100']]));
  expect(find(replaced, 'Topic')?.properties).toEqual({ DisplayName: 'http://127.0.0.1:4100/v1' });
  expect(replaced.outputs.get('PublicUrl')).toBe('https://other.execute-api.x.amazonaws.com/');
});
