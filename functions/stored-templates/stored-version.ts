import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { Instant } from '#core/instant.ts';
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
}

/** What is being worked on, beside whatever is published. */
export interface StoredDraft {
  readonly body: TemplateBody;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** DynamoDB: 400 KB an item, its names and keys included. */
const maxItemBytes = 390_000;
/** What was packed by us is not larger; what was not is not unpacked. */
const maxUnpackedBytes = 32_000_000;

/** JSON as a table keeps it: mails in ten languages are much alike. */
export const pack = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value), { level: 9 });

/** Whether parts fit one item. */
export const fitsAnItem = (...parts: readonly Uint8Array[]): boolean =>
  parts.reduce((sum, part) => sum + part.byteLength, 0) <= maxItemBytes;

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
