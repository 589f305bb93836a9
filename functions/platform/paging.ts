import * as z from 'zod';

/** A cursor is opaque to callers: the last key of a page, base64url. */
const Cursor = z
  .base64url('must be a cursor that a previous page gave')
  .min(1, 'must be a cursor that a previous page gave')
  .transform((cursor) => Buffer.from(cursor, 'base64url').toString('utf8'));

/** The query of every list. */
export const listQuery = z.strictObject({
  limit: z.coerce.number('must be a number').int().min(1).max(100).default(20),
  cursor: Cursor.optional(),
});

/** The cursor to what follows a key; nothing where nothing follows. */
export const toCursor = (key: string | undefined): { readonly cursor?: string } =>
  key === undefined ? {} : { cursor: Buffer.from(key).toString('base64url') };
