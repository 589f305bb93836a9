import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile } from '#local/control/replace-file.ts';

/** An object as it was put. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** The MD5 of its bytes in quotes, as S3 has it of what came in one part. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** Objects by bucket and key, on disk. */
export interface ObjectStore {
  hasBucket(bucket: string): boolean;
  put(bucket: string, key: string, bytes: Buffer, contentType: string): StoredObject;
  get(bucket: string, key: string): StoredObject | undefined;
}

const About = z.object({ contentType: z.string(), lastModified: z.coerce.date() });

/** Opens the objects that are kept in a data directory; a bucket is there once something lies in it. */
export const openObjectStore = (dataDir: string, now: () => number): ObjectStore => {
  const root = join(dataDir, 's3');
  mkdirSync(root, { recursive: true });
  const fileOf = (bucket: string, key: string) =>
    join(root, bucket, createHash('sha256').update(key).digest('hex'));
  return {
    hasBucket: (bucket) => readdirSync(root).includes(bucket),
    put: (bucket, key, bytes, contentType) => {
      mkdirSync(join(root, bucket), { recursive: true });
      const file = fileOf(bucket, key);
      const lastModified = new Date(now());
      writeFileSync(file, bytes);
      replaceFile(`${file}.json`, JSON.stringify({ contentType, lastModified }));
      return { bytes, contentType, lastModified, etag: etagOf(bytes) };
    },
    get: (bucket, key) => {
      const file = fileOf(bucket, key);
      if (!existsSync(`${file}.json`)) return undefined;
      const bytes = readFileSync(file);
      const about = About.parse(JSON.parse(readFileSync(`${file}.json`, 'utf8')));
      return { bytes, ...about, etag: etagOf(bytes) };
    },
  };
};

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
