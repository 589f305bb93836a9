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

/** The API has refused a call; the message says everything that it says of it. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Calls the API. @throws ApiRefusal */
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
    const request = { method, headers: sent, ...(body === undefined ? {} : { body }) };
    const response = await fetch(url, request).catch((cause: unknown) => {
      const { code = 'no answer' } = z
        .looseObject({ code: z.string() })
        .partial()
        .catch({})
        .parse(cause instanceof Error ? cause.cause : {});
      throw new Error(`${apiUrl} cannot be reached (${code})`, { cause });
    });
    const answer = parseJson(await response.text());
    if (response.ok) return answer;
    const problem = Problem.safeParse(answer).data;
    const errors = (problem?.errors ?? []).map(
      ({ pointer, detail }) => `\n  ${pointer}: ${detail}`,
    );
    const detail = errors.length > 0 ? errors.join('') : ` ${problem?.detail ?? ''}`;
    const said = `${method} ${path}: ${response.status} ${problem?.code ?? ''}${detail}`;
    throw new ApiRefusal(response.status, said);
  };
};

/** Calls the API for what need not be there. */
export const callForMaybe = async (call: CallApi, path: string): Promise<unknown> => {
  try {
    return await call('GET', path);
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return undefined;
    throw error;
  }
};

/** A gateway may answer a page. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
