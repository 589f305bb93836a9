import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { Instant } from '#core/instant.ts';
import { ProblemError } from '#core/problem.ts';
import { sortedJson } from '#core/template-diff.ts';
import { TemplateBody } from '#core/template-version.ts';

/** A version as it is kept: once written, it never changes. */
export interface StoredVersion {
  readonly templateId: string;
  readonly version: number;
  readonly body: TemplateBody;
  /** As StoredPrograms has them: parsed by who runs them, and by nobody else. */
  readonly programs: unknown;
  readonly createdAt: number;
  /** The caller's account and role. */
  readonly createdBy: string;
  /** What a deployment brought: kept to be read, and rendered by the code alone. */
  readonly isCode?: boolean | undefined;
}

/** What is being worked on, beside whatever is published. */
export interface StoredDraft {
  readonly body: TemplateBody;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** Names what a draft says: another tag as soon as anything of it is another. */
export const tagOf = (body: TemplateBody): string =>
  createHash('sha256').update(sortedJson(body)).digest('hex').slice(0, 16);

/** DynamoDB: 400 KB an item, its names and keys included. */
const maxItemBytes = 390_000;
/** What a lane holds of one version, before it runs any of it. */
const maxUnpackedBytes = 5_000_000;

/** Parts of an item as a table keeps them: mails in ten languages are much alike. */
export const pack = (
  parts: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Uint8Array>> => {
  const texts = Object.entries(parts).map(
    ([name, value]) => [name, JSON.stringify(value)] as const,
  );
  if (texts.some(([, text]) => Buffer.byteLength(text) > maxUnpackedBytes)) throw tooLarge();
  const packed = texts.map(([name, text]) => [name, gzipSync(text)] as const);
  const bytes = packed.reduce((sum, [, part]) => sum + part.byteLength, 0);
  if (bytes > maxItemBytes) throw tooLarge();
  return Object.fromEntries(packed);
};

function tooLarge(): ProblemError {
  return new ProblemError(
    'PAYLOAD_TOO_LARGE',
    'The template does not fit 390 KB once it is compressed. Take pictures out, or split it.',
  );
}

const unpack = (packed: Uint8Array): unknown =>
  JSON.parse(gunzipSync(packed, { maxOutputLength: maxUnpackedBytes }).toString('utf8'));

const Packed = z.instanceof(Uint8Array);

/** A version's item, as the table gives it back. */
export const VersionItem = z
  .object({
    pk: z.string(),
    version: z.int().positive(),
    body: Packed,
    programs: Packed,
    createdAt: Instant,
    createdBy: z.string(),
    isCode: z.boolean().optional(),
  })
  .transform(
    ({ pk, body, programs, ...rest }): StoredVersion => ({
      ...rest,
      templateId: pk,
      body: TemplateBody.parse(unpack(body)),
      programs: unpack(programs),
    }),
  );

/** A draft's item, as the table gives it back. */
export const DraftItem = z
  .object({ body: Packed, updatedAt: Instant, updatedBy: z.string() })
  .transform(
    ({ body, ...rest }): StoredDraft => ({
      ...rest,
      body: TemplateBody.parse(unpack(body)),
    }),
  );
