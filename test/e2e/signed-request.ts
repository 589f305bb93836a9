import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials, Target } from './target.ts';

/** What an HTTP call answered, its body parsed where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

/** What to send, and how to spoil it. */
export interface CallOptions {
  /** Another target than the suite's. */
  readonly target?: Target;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it stands. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credentials?: Credentials;
  readonly signingDate?: Date;
  /** Sent instead of what was signed. */
  readonly tamper?: { readonly path?: string; readonly rawBody?: string };
}

/** Calls a target's API as a company's service does: signed by the AWS SDK's own signer. */
export const signedRequest = async (
  target: Target,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> => {
  const body = bodyOf(options);
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...options.headers,
  };
  const signed = await sign(method, path, { ...options, target, headers }, body);
  const url = `${target.apiUrl}${options.tamper?.path ?? path}`;
  return send(method, url, signed, options.tamper?.rawBody ?? body);
};

/** Calls it without a signature. */
export const unsignedRequest = (
  target: Target,
  method: string,
  path: string,
  { headers = {}, ...options }: CallOptions = {},
): Promise<Answer> => {
  const body = bodyOf(options);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return send(method, `${target.apiUrl}${path}`, { ...type, ...headers }, body);
};

async function sign(
  method: string,
  path: string,
  {
    target,
    headers = {},
    credentials = target.credentials,
    signingDate,
  }: CallOptions & { readonly target: Target },
  body: string | undefined,
): Promise<Record<string, string>> {
  const url = new URL(`${target.apiUrl}${path}`);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: target.region,
    credentials,
    sha256: Sha256,
  });
  const { headers: signed } = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    },
    signingDate === undefined ? {} : { signingDate },
  );
  return signed;
}

async function send(
  method: string,
  url: string,
  { host: _, ...headers }: Readonly<Record<string, string>>,
  body: string | undefined,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function bodyOf({ body, rawBody }: CallOptions): string | undefined {
  return body === undefined ? rawBody : JSON.stringify(body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
