import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Attachment } from '#core/attachment.ts';
import {
  createWithAttachments,
  type ReadObject,
  type ReadResult,
} from '#functions/channels/email/load-attachments.ts';
import { createReadObject } from '#functions/channels/email/read-object.ts';
import { createSendEmail, createSes } from '#functions/channels/email/send-email.ts';
import type { LoadedAttachments } from '#functions/delivery/attachments.ts';
import { startS3 } from '#local/s3/s3-server.ts';
import { startFakeProvider } from '../fake-provider.ts';
import { fakeAws } from '../tables-in-memory.ts';

const file = (filename: string) => ({ bucket: 'herald-files', key: filename, filename });
const megabyte = 1024 * 1024;
const read = (bytes: number, contentType?: string): ReadResult => ({
  kind: 'read',
  bytes: new Uint8Array(bytes),
  ...(contentType === undefined ? {} : { contentType }),
});
const loadWith = (reader: ReadObject, now = () => 0) => {
  const withAttachments = createWithAttachments({ loadReader: async () => reader, now });
  return (...names: readonly string[]) =>
    withAttachments(names.map(file), async (loaded) => loaded);
};

describe('the files of a mail', () => {
  test('have the type that the send says, else that of the object, else none', async () => {
    const types: Readonly<Record<string, string>> = {
      a: 'image/png',
      b: 'image/png',
      d: 'text/plain; charset=utf-8',
      e: 'no type\r\nBcc: a@example.com',
    };
    const withAttachments = createWithAttachments({
      loadReader:
        async () =>
        async ({ key }) =>
          read(1, types[key]),
      now: () => 0,
    });
    const loaded = await withAttachments(
      [{ ...file('a'), contentType: 'text/plain' }, ...['b', 'c', 'd', 'e'].map(file)],
      async (result) => result,
    );
    expect(loaded.kind === 'loaded' && loaded.files.map(({ contentType }) => contentType)).toEqual([
      'text/plain',
      'image/png',
      'application/octet-stream',
      'text/plain',
      'application/octet-stream',
    ]);
  });

  test('are at most ten megabytes in all', async () => {
    const limits: number[] = [];
    await loadWith(async (_, maxBytes) => {
      limits.push(maxBytes);
      return read(4 * megabyte);
    })('a', 'b', 'c');
    expect(limits).toEqual([10 * megabyte, 6 * megabyte, 2 * megabyte]);
  });

  test.each([
    ['missing', { kind: 'failed', reason: 'ATTACHMENT_MISSING' }],
    ['forbidden', { kind: 'failed', reason: 'ATTACHMENT_FORBIDDEN' }],
    ['too-large', { kind: 'failed', reason: 'CONTENT_TOO_LARGE' }],
    ['unavailable', { kind: 'unavailable' }],
  ] as const)('one of which is %s are not sent in part', async (kind, expected) => {
    const load = loadWith(async ({ key }) => (key === 'b' ? { kind, detail: 'Why' } : read(1)));
    expect(await load('a', 'b', 'c')).toEqual({ ...expected, detail: 'attachment 2: Why' });
  });

  test('of two mails at once are in memory, and no more', async () => {
    let open = 0;
    let most = 0;
    const withAttachments = createWithAttachments({
      loadReader: async () => async () => read(1),
      now: () => 0,
    });
    const done = await Promise.all(
      Array.from({ length: 7 }, (_, index) =>
        withAttachments([file('a')], async () => {
          open += 1;
          most = Math.max(most, open);
          // The others have their chance to begin.
          await setImmediate();
          open -= 1;
          if (index === 1) throw new Error('the mail failed');
          return index;
        }).catch(() => 'failed'),
      ),
    );
    expect(most).toBe(2);
    expect(done).toEqual([0, 'failed', 2, 3, 4, 5, 6]);
  });

  test('whose turn comes too late are not read, and not used', async () => {
    let time = 0;
    const reads: string[] = [];
    const load = loadWith(
      async ({ key }) => {
        reads.push(key);
        time += 5_000;
        return read(1);
      },
      () => time,
    );
    const loaded: readonly LoadedAttachments[] = await Promise.all([
      load('a'),
      load('b'),
      load('c'),
    ]);
    expect(loaded.map(({ kind }) => kind)).toEqual(['late', 'late', 'late']);
    expect(reads).toEqual(['a', 'b']);
  });

  test('are read by a reader that is loaded once, or again if that failed', async () => {
    let loads = 0;
    const withAttachments = createWithAttachments({
      loadReader: async () => {
        loads += 1;
        if (loads === 1) throw new Error('no such module');
        return async () => read(1);
      },
      now: () => 0,
    });
    const load = () => withAttachments([file('a')], async ({ kind }) => kind);
    await expect(load()).rejects.toThrow('no such module');
    expect([await load(), await load()]).toEqual(['loaded', 'loaded']);
    expect(loads).toBe(2);
  });
});

describe('an object of S3', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'herald-s3-'));
  let s3: Awaited<ReturnType<typeof startS3>>;
  let isOut = false;
  const readObject = (key: string, bucket = 'herald-files', maxBytes = 100) =>
    createReadObject({ ...fakeAws, endpoint: s3.url, maxAttempts: 1 })(
      { bucket, key },
      maxBytes,
      AbortSignal.timeout(5_000),
    );
  beforeAll(async () => {
    s3 = await startS3({ dataDir, clock: { now: Date.now }, port: 0, isOut: () => isOut });
    const client = new S3Client({ ...fakeAws, endpoint: s3.url });
    const put = (Key: string, Body: string) =>
      client.send(
        new PutObjectCommand({ Bucket: 'herald-files', Key, Body, ContentType: 'text/plain' }),
      );
    await put('ordner/ä +%.txt', 'Hello');
    await put('large', 'x'.repeat(101));
  });
  afterAll(async () => {
    await s3.close();
    rmSync(dataDir, { recursive: true });
  });

  test('is read with its type, whatever characters its key has', async () => {
    expect(await readObject('ordner/ä +%.txt')).toEqual({
      kind: 'read',
      bytes: new Uint8Array(Buffer.from('Hello')),
      contentType: 'text/plain',
    });
  });

  test('that is larger than allowed is not read to its end', async () => {
    expect(await readObject('large')).toEqual({ kind: 'too-large', detail: '101 bytes' });
  });

  test('that is not there, or in no bucket, is missing', async () => {
    expect(await readObject('nobody@example.com')).toEqual({
      kind: 'missing',
      detail: 'NoSuchKey',
    });
    expect(await readObject('a', 'no-such-bucket')).toEqual({
      kind: 'missing',
      detail: 'NoSuchBucket',
    });
  });

  test('cannot be read for now while S3 is out, or nobody is there', async () => {
    isOut = true;
    expect(await readObject('large')).toEqual({ kind: 'unavailable', detail: 'SlowDown' });
    isOut = false;
    const nowhere = createReadObject({
      ...fakeAws,
      endpoint: 'http://127.0.0.1:1',
      maxAttempts: 1,
    });
    const place = { bucket: 'herald-files', key: 'a' };
    expect(await nowhere(place, 1, AbortSignal.timeout(5_000))).toMatchObject({
      kind: 'unavailable',
    });
    expect(await nowhere(place, 1, AbortSignal.abort())).toMatchObject({ kind: 'unavailable' });
  });

  test.each([
    [403, 'AccessDenied', 'forbidden'],
    [403, 'InvalidObjectState', 'forbidden'],
    [301, 'PermanentRedirect', 'forbidden'],
    [403, 'RequestTimeTooSkewed', 'unavailable'],
    [403, 'ExpiredToken', 'unavailable'],
    [500, 'InternalError', 'unavailable'],
  ])('that S3 answers %i %s is %s', async (status, code, kind) => {
    const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>secret/key.pdf</Message></Error>`;
    const server = await startFakeProvider({
      accept: () => ({ answer: { status, body } }),
      reject: () => ({ status, body }),
      throttle: () => ({ status, body }),
    });
    onTestFinished(() => server.close());
    const readHere = createReadObject({ ...fakeAws, endpoint: server.url, maxAttempts: 1 });
    const result = await readHere(
      { bucket: 'herald-files', key: 'secret/key.pdf' },
      1,
      AbortSignal.timeout(5_000),
    );
    expect(result).toEqual({ kind, detail: code });
  });
});

test('SES is given each file whole, by its name and type', async () => {
  const ses = await startFakeProvider({
    accept: () => ({ answer: { status: 200, body: '{"MessageId":"1"}' }, messageId: '1' }),
    reject: () => ({ status: 400, body: '{}' }),
    throttle: () => ({ status: 429, body: '{}' }),
  });
  onTestFinished(() => ses.close());
  const settings = { provider: 'SES', sender: { from: 'a@example.com' }, configurationSet: 'h' };
  const send = createSendEmail(createSes({ ...fakeAws, endpoint: ses.url }), settings);
  const sending = {
    deliveryId: 'd',
    notificationId: 'n',
    address: 'ada@example.com',
    templateId: 'INVOICE',
    category: 'orders',
    expiresAt: 1,
    acceptedAt: 0,
    content: { subject: 'a', html: 'b', text: 'c' },
  };
  const bytes = Buffer.from([0, 255, 13, 10]);
  await send({
    ...sending,
    files: [{ filename: 'Rechnung ü.pdf', contentType: 'application/pdf', bytes }],
  });
  expect(JSON.parse(ses.calls[0]?.body ?? '{}').Content.Simple.Attachments).toEqual([
    {
      FileName: 'Rechnung ü.pdf',
      ContentType: 'application/pdf',
      RawContent: bytes.toString('base64'),
      ContentTransferEncoding: 'BASE64',
    },
  ]);
  const large = { filename: 'a', contentType: 'a/b', bytes: new Uint8Array(30_000_001) };
  expect(await send({ ...sending, files: [large] })).toMatchObject({
    kind: 'rejected',
    reason: 'CONTENT_TOO_LARGE',
  });
  expect(ses.calls).toHaveLength(1);
});

describe('an attachment', () => {
  const parse = (change: object) => Attachment.safeParse({ ...file('a.pdf'), ...change }).success;

  test.each(['invoice.pdf', 'Rechnung für März (1).pdf', '請求書.pdf', 'a', '.profile', 'tar.gz'])(
    'may be called %s',
    (filename) => expect(parse({ filename })).toBe(true),
  );

  test.each([
    '',
    '../a.pdf',
    'a/b',
    'a\\b',
    'a\r\nb',
    'a\u202Efdp.exe.pdf',
    'a"b',
    'a.',
    'a ',
    'setup.exe',
    'setup.EXE',
    'x'.repeat(256),
  ])('may not be called %j', (filename) => expect(parse({ filename })).toBe(false));

  test.each([
    { bucket: 'Upper' },
    { bucket: 'a' },
    { bucket: 'a/b' },
    { key: '' },
    { key: 'x'.repeat(1025) },
    { contentType: 'pdf' },
    { contentType: 'a/b; c=d' },
    { surprise: 1 },
  ])('may not be %j', (change) => expect(parse(change)).toBe(false));
});
