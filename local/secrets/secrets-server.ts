import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { readBody, serveLoopback } from '#local/outbox/loopback.ts';
import { openSecrets, type Secret } from './open-secrets.ts';

interface SecretsOptions {
  readonly dataDir: string;
  readonly resources: readonly Resource[];
  readonly port: number;
}

/** Secrets Manager on this machine. */
export interface SecretsServer {
  readonly url: string;
  close(): Promise<void>;
}

const maxRequestBytes = 100_000;
const target = 'secretsmanager.GetSecretValue';

const GetSecretValue = z.object({
  SecretId: z.string().min(1),
  VersionStage: z.literal('AWSCURRENT').optional(),
});

/** An answer of AWS JSON 1.1. */
interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Serves GetSecretValue of the app's secrets; nothing else is asked for here. */
export const startSecrets = async ({
  dataDir,
  resources,
  port,
}: SecretsOptions): Promise<SecretsServer> => {
  const secrets = openSecrets(dataDir, resources);
  return serveLoopback(port, async (request, response) => {
    const text = await readBody(request, maxRequestBytes);
    const { status, body } =
      request.headers['x-amz-target'] === target && text !== undefined
        ? getSecretValue(text, secrets)
        : fail('InvalidRequestException', `Only ${target} is served here.`);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
};

function getSecretValue(text: string, secrets: readonly Secret[]): Answer {
  const asked = GetSecretValue.safeParse(parseJson(text)).data;
  if (asked === undefined) return fail('InvalidParameterException', 'SecretId is required.');
  const secret = secrets.find(({ arn, name }) => asked.SecretId === arn || asked.SecretId === name);
  if (secret === undefined) {
    const message = "Secrets Manager can't find the specified secret.";
    return fail('ResourceNotFoundException', message);
  }
  return {
    status: 200,
    body: {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: secret.versionId,
      SecretString: secret.value,
      VersionStages: ['AWSCURRENT'],
    },
  };
}

function fail(type: string, message: string): Answer {
  return { status: 400, body: { __type: type, Message: message } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
