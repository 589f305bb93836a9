import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { type SecretsServer, startSecrets } from '#local/secrets/secrets-server.ts';

const arnOf = (name: string) => `arn:aws:secretsmanager:us-east-1:1:secret:${name}-a1b2c3`;

const secretNamed = (name: string, properties: Readonly<Record<string, unknown>>): Resource => ({
  stack: 'Data',
  logicalId: name,
  type: 'AWS::SecretsManager::Secret',
  account: '1',
  region: 'us-east-1',
  ref: arnOf(name),
  attributes: { Id: arnOf(name) },
  properties,
});

const generated = secretNamed('Data-Generated', {
  GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
});
const resources = [
  generated,
  secretNamed('Data-Given', { SecretString: 'given' }),
  secretNamed('Data-Json', {
    Name: 'json',
    GenerateSecretString: { SecretStringTemplate: '{"user":"ada"}', GenerateStringKey: 'password' },
  }),
  { ...secretNamed('Data-Other', {}), type: 'AWS::SQS::Queue' },
];

let dataDir: string;
let server: SecretsServer;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'herald-secrets-'));
  server = await startSecrets({ dataDir, resources, port: 0 });
});
afterEach(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true });
});

const read = (SecretId: string) =>
  new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  }).send(new GetSecretValueCommand({ SecretId }));

test('generates a secret as it was asked to', async () => {
  expect(await read(arnOf('Data-Generated'))).toMatchObject({
    ARN: arnOf('Data-Generated'),
    Name: 'Data-Generated',
    SecretString: expect.stringMatching(/^[a-zA-Z0-9]{64}$/),
    VersionStages: ['AWSCURRENT'],
  });
});

test('generates it once and keeps it for its owner alone', async () => {
  const before = await read(arnOf('Data-Generated'));
  await server.close();
  server = await startSecrets({ dataDir, resources, port: 0 });
  const after = await read(arnOf('Data-Generated'));
  expect(after.SecretString).toBe(before.SecretString);
  expect(after.VersionId).toBe(before.VersionId);
  expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('puts a generated password into the JSON around it', async () => {
  const { SecretString = '' } = await read('json');
  expect(JSON.parse(SecretString)).toEqual({
    user: 'ada',
    password: expect.stringMatching(/^.{32}$/),
  });
});

test('serves what the template says, by name or ARN', async () => {
  expect((await read('Data-Given')).SecretString).toBe('given');
  expect((await read(arnOf('Data-Given'))).SecretString).toBe('given');
});

test('serves what the template says now', async () => {
  const before = await read('Data-Given');
  await server.close();
  const changed = secretNamed('Data-Given', { SecretString: 'changed' });
  server = await startSecrets({ dataDir, resources: [changed], port: 0 });
  const after = await read('Data-Given');
  expect(after.SecretString).toBe('changed');
  expect(after.VersionId).not.toBe(before.VersionId);
});

test('knows no other secret', async () => {
  await expect(read('Data-Other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('refuses what Secrets Manager can do besides', async () => {
  const answer = await fetch(server.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.DeleteSecret' },
    body: '{}',
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ __type: 'InvalidRequestException' });
});
