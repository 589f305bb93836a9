import { existsSync, readFileSync } from 'node:fs';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { Problem } from '#core/problem.ts';

/** Where a stage's API is, and who signs. */
interface Stage {
  readonly apiUrl: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** Calls the API; what it refuses is thrown with everything that it says of it. */
export type CallApi = (method: string, path: string, body?: unknown) => Promise<unknown>;

const Endpoints = z.object({
  apiUrl: z.url(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});

/** The stage that the environment names, or else the local cloud that runs. */
export const findStage = (env: NodeJS.ProcessEnv, endpointsFile: string): Stage => {
  const { HERALD_API_URL: apiUrl, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
  if (apiUrl === undefined) {
    if (!existsSync(endpointsFile)) {
      throw new Error('Set HERALD_API_URL, or start the local cloud: npm start');
    }
    const {
      apiUrl: local,
      region,
      ...credentials
    } = Endpoints.parse(JSON.parse(readFileSync(endpointsFile, 'utf8')));
    return { apiUrl: local, region, credentials };
  }
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
    throw new Error(
      'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: eval "$(aws configure export-credentials --format env)"',
    );
  }
  const sessionToken = env.AWS_SESSION_TOKEN;
  return {
    apiUrl: apiUrl.replace(/\/$/, ''),
    region: env.HERALD_REGION ?? env.AWS_REGION ?? 'us-east-1',
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
  };
};

/** Signs calls to a stage. */
export const createCallApi = ({ apiUrl, region, credentials }: Stage): CallApi => {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  return async (method, path, content) => {
    const url = new URL(`${apiUrl}${path}`);
    const body = content === undefined ? undefined : JSON.stringify(content);
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    const { host: _, ...sent } = headers;
    const response = await fetch(url, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body }),
    });
    const answer: unknown = response.status === 204 ? undefined : await response.json();
    if (response.ok) return answer;
    const problem = Problem.safeParse(answer).data;
    const errors = (problem?.errors ?? []).map(
      ({ pointer, detail }) => `\n  ${pointer}: ${detail}`,
    );
    const detail = errors.length > 0 ? errors.join('') : ` ${problem?.detail ?? ''}`;
    throw new Error(`${method} ${path}: ${response.status} ${problem?.code ?? ''}${detail}`);
  };
};
