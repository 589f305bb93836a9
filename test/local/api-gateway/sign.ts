import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** The SDK's own signer over node:crypto. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(data);
}

interface SigningOptions {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
  readonly service?: string;
  readonly date?: Date;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The keys that the tests' gateways know. */
export const testCaller = {
  accessKeyId: 'AKIATEST',
  secretAccessKey: 'secret',
  userArn: 'arn:aws:iam::000000000000:user/test',
} as const;

/** The headers that an SDK client would send with a request. */
export const sign = async (
  method: string,
  url: string,
  body: string | undefined,
  options: SigningOptions = {},
): Promise<Record<string, string>> => {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const signer = new SignatureV4({
    credentials: {
      accessKeyId: options.accessKeyId ?? testCaller.accessKeyId,
      secretAccessKey: options.secretAccessKey ?? testCaller.secretAccessKey,
    },
    region: options.region ?? 'us-east-1',
    service: options.service ?? 'execute-api',
    sha256: Sha256,
  });
  const query: Record<string, string[]> = {};
  for (const [name, value] of searchParams) query[name] = [...(query[name] ?? []), value];
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: pathname,
      query,
      headers: { host: `${hostname}:${port}`, ...options.headers },
      body,
    },
    options.date === undefined ? {} : { signingDate: options.date },
  );
  return signed.headers;
};
