import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Who may call the API, and as whom functions see them. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userArn: string;
}

/** A request as it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly rawUrl: string;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/** The types of API Gateway's own answers to what is not signed well. */
export type SignatureFault = 'MISSING_AUTHENTICATION_TOKEN' | 'INVALID_SIGNATURE' | 'EXPIRED_TOKEN';

export type SignatureCheck =
  | { readonly kind: 'signed'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly fault: SignatureFault; readonly message: string };

interface SignatureOptions {
  readonly callers: readonly Caller[];
  readonly region: string;
  readonly service: string;
  /** Real time: the local clock's offset does not age a signature. */
  readonly now: () => number;
}

/** API Gateway takes signatures of five minutes, to either side. */
const maxSkewMs = 5 * 60 * 1000;

/** Checks an AWS Signature Version 4 in the Authorization header. */
export const checkSignature = (
  request: SignedRequest,
  { callers, region, service, now }: SignatureOptions,
): SignatureCheck => {
  const headers = collectHeaders(request.rawHeaders);
  const authorization = parseAuthorization(headers.get('authorization') ?? '');
  if (authorization === undefined) {
    return refuse('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
  }
  const { accessKeyId, scope, signedHeaders, signature } = authorization;
  const caller = callers.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (caller === undefined) {
    return refuse('INVALID_SIGNATURE', 'The security token included in the request is invalid.');
  }
  const timestamp = headers.get('x-amz-date') ?? '';
  const [date = ''] = scope.split('/');
  if (scope !== `${date}/${region}/${service}/aws4_request` || !timestamp.startsWith(`${date}T`)) {
    return refuse(
      'INVALID_SIGNATURE',
      `Credential should be scoped to ${region}/${service} and to the date of x-amz-date.`,
    );
  }
  if (!(Math.abs(now() - parseTimestamp(timestamp)) <= maxSkewMs)) {
    return refuse('EXPIRED_TOKEN', `Signature expired: ${timestamp} is not within 5 min. of now.`);
  }
  // What is not signed could be changed on the way: the host always has to be.
  if (!signedHeaders.includes('host')) {
    return refuse('INVALID_SIGNATURE', "'Host' must be a signed header.");
  }
  const key = signingKey(caller.secretAccessKey, date, region, service);
  const payloadHash = payloadHashOf(request.body, signedHeaders, headers);
  const isValid = canonicalUrls(request.rawUrl).some(([path, query]) => {
    const canonicalHeaders = signedHeaders.map((name) => `${name}:${headers.get(name) ?? ''}\n`);
    const canonicalRequest = [
      request.method,
      path,
      query,
      canonicalHeaders.join(''),
      signedHeaders.join(';'),
      payloadHash,
    ].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonicalRequest)].join('\n');
    return isSame(createHmac('sha256', key).update(toSign).digest('hex'), signature);
  });
  return isValid
    ? { kind: 'signed', caller }
    : refuse(
        'INVALID_SIGNATURE',
        'The request signature we calculated does not match the signature you provided.',
      );
};

function refuse(fault: SignatureFault, message: string): SignatureCheck {
  return { kind: 'refused', fault, message };
}

/** Values of one name joined by commas, spaces folded: as the signature's canonical form has them. */
function collectHeaders(rawHeaders: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = (rawHeaders[index + 1] ?? '').trim().replace(/ +/g, ' ');
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}

function parseAuthorization(header: string) {
  if (!header.startsWith('AWS4-HMAC-SHA256')) return undefined;
  const field = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(header)?.[1] ?? '';
  const [accessKeyId = '', ...scope] = field('Credential').split('/');
  return {
    accessKeyId,
    scope: scope.join('/'),
    signedHeaders: field('SignedHeaders').split(';'),
    signature: field('Signature'),
  };
}

/** `20261123T081500Z`. */
function parseTimestamp(timestamp: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp)?.slice(1).map(Number);
  const [year = Number.NaN, month = 0, day, hour, minute, second] = parts ?? [];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The claimed hash counts only where it is signed and says that the body is not; we hash it ourselves. */
function payloadHashOf(
  body: Uint8Array,
  signedHeaders: readonly string[],
  headers: ReadonlyMap<string, string>,
): string {
  const name = 'x-amz-content-sha256';
  const isUnsigned = signedHeaders.includes(name) && headers.get(name) === 'UNSIGNED-PAYLOAD';
  return isUnsigned ? 'UNSIGNED-PAYLOAD' : sha256(body);
}

/**
 * What a client may have signed of a URL. SDKs encode the path a second time, curl does not; SDKs sort
 * the query, old curls sign it as it was typed.
 */
function canonicalUrls(rawUrl: string): readonly (readonly [path: string, query: string])[] {
  const mark = rawUrl.indexOf('?');
  const path = mark === -1 ? rawUrl : rawUrl.slice(0, mark);
  const query = mark === -1 ? '' : rawUrl.slice(mark + 1);
  const paths = new Set([path.split('/').map(encode).join('/'), path]);
  const queries = new Set([sortQuery(query), query]);
  return [...paths].flatMap((onePath) => [...queries].map((one) => [onePath, one] as const));
}

function sortQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] =
        equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let latestKey: { readonly id: string; readonly key: Buffer } | undefined;

/** Changes once a day, so the latest is kept. */
function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  const id = [secret, date, region, service].join('\n');
  if (latestKey?.id === id) return latestKey.key;
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  latestKey = { id, key };
  return key;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
