import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, readBytes, serveLoopback } from '#local/outbox/loopback.ts';
import { writeXml } from '#local/sns/xml.ts';
import { openObjectStore, type StoredObject } from './object-store.ts';

interface S3Options {
  readonly dataDir: string;
  readonly clock: { now(): number };
  readonly port: number;
  /** Whether it answers nobody for now. */
  readonly isOut?: () => boolean;
}

/** As much as anybody tries out here; S3 takes 5 GB at once. */
const maxObjectBytes = 100 * 1024 * 1024;

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** What S3 says of what it does not do, by its code. */
const refusals = {
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidRequest: [400, 'The local cloud takes an object in one piece.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed size.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  MethodNotAllowed: [405, 'The local cloud serves GetObject, HeadObject and PutObject of S3.'],
  SlowDown: [503, 'Please reduce your request rate.'],
} as const;

/** S3 on this machine, as far as attachments need it: `PUT`, `GET` and `HEAD` of `/bucket/key`. */
export const startS3 = ({ dataDir, clock, port, isOut }: S3Options): Promise<LoopbackServer> => {
  const store = openObjectStore(dataDir, () => clock.now());
  return serveLoopback(port, async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, bucket = '', encodedKey = ''] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const refuse = (code: keyof typeof refusals) => answerRefusal(request, response, code);
    if (isOut?.() === true) return refuse('SlowDown');
    if (!bucketName.test(bucket)) return refuse('InvalidBucketName');
    const key = decodeURIComponent(encodedKey);
    if (request.method === 'PUT') {
      if (request.headers['content-encoding']?.includes('aws-chunked')) {
        return refuse('InvalidRequest');
      }
      const bytes = await readBytes(request, maxObjectBytes);
      if (bytes === undefined) return refuse('EntityTooLarge');
      const type = request.headers['content-type'] ?? 'binary/octet-stream';
      response.writeHead(200, { etag: store.put(bucket, key, bytes, type).etag });
      response.end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse('MethodNotAllowed');
    if (!store.hasBucket(bucket)) return refuse('NoSuchBucket');
    const object = store.get(bucket, key);
    if (object === undefined) return refuse('NoSuchKey');
    answerObject(response, object);
  });
};

/** Node leaves the body out of the answer to HEAD. */
function answerObject(response: ServerResponse, object: StoredObject): void {
  response.writeHead(200, {
    'content-type': object.contentType,
    'content-length': object.bytes.byteLength,
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  });
  response.end(object.bytes);
}

function answerRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  code: keyof typeof refusals,
): void {
  const [status, message] = refusals[code];
  // Unread, it would be taken for the next request.
  request.resume();
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(writeXml('Error', { Code: code, Message: message }));
}
