import { type AttachedFile, type Attachment, maxAttachedBytes } from '#core/attachment.ts';
import type { LoadedAttachments, WithAttachments } from '#functions/delivery/attachments.ts';

/** What became of reading one object; `detail` holds no part of its key. */
export type ReadResult =
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly contentType?: string }
  | {
      readonly kind: 'missing' | 'forbidden' | 'too-large' | 'unavailable';
      readonly detail: string;
    };

/** Reads one object of at most so many bytes; never throws for what S3 answered. */
export type ReadObject = (
  place: Pick<Attachment, 'bucket' | 'key'>,
  maxBytes: number,
  signal: AbortSignal,
) => Promise<ReadResult>;

interface LoadAttachmentsDeps {
  /** Loaded with the first attachment that a container meets. */
  readonly loadReader: () => Promise<ReadObject>;
  readonly now: () => number;
}

/** Mails with attachments that a container holds at once: each is some 60 MB on its way to SES. */
const atOnce = 2;

/** All files of one mail, in milliseconds. */
const readTimeoutMs = 3_000;

/** Who waited longer for a turn and its files has no time left in this invocation (core/timing.ts). */
const startWithinMs = 4_000;

/** Reads a mail's files, and keeps them no longer than they are used; others wait for their turn. */
export const createWithAttachments = ({
  loadReader,
  now,
}: LoadAttachmentsDeps): WithAttachments => {
  let reader: Promise<ReadObject> | undefined;
  let free = atOnce;
  const waiting: (() => void)[] = [];
  const takeTurn = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const endTurn = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (attachments, use) => {
    const asked = now();
    await takeTurn();
    try {
      if (now() - asked > startWithinMs) return await use({ kind: 'late' });
      reader ??= loadReader().catch((error: unknown) => {
        reader = undefined;
        throw error;
      });
      const loaded = await load(attachments, await reader);
      return await use(now() - asked > startWithinMs ? { kind: 'late' } : loaded);
    } finally {
      endTurn();
    }
  };
};

const reasons = {
  missing: 'ATTACHMENT_MISSING',
  forbidden: 'ATTACHMENT_FORBIDDEN',
  'too-large': 'CONTENT_TOO_LARGE',
} as const;

async function load(
  attachments: readonly Attachment[],
  read: ReadObject,
): Promise<LoadedAttachments> {
  const signal = AbortSignal.timeout(readTimeoutMs);
  const files: AttachedFile[] = [];
  let left = maxAttachedBytes;
  // One after the other, so that they are never more in memory than one mail may have.
  for (const [position, { filename, contentType, ...place }] of attachments.entries()) {
    const result = await read(place, left, signal);
    const detail = result.kind === 'read' ? '' : `attachment ${position + 1}: ${result.detail}`;
    if (result.kind === 'unavailable') return { kind: 'unavailable', detail };
    if (result.kind !== 'read') return { kind: 'failed', reason: reasons[result.kind], detail };
    left -= result.bytes.byteLength;
    const type = contentType ?? mediaTypeOf(result.contentType);
    files.push({ filename, contentType: type, bytes: result.bytes });
  }
  return { kind: 'loaded', files };
}

/** An object's type as an uploader wrote it, without its parameters; SES takes 78 characters. */
function mediaTypeOf(written = ''): string {
  const [type = ''] = written.split(';');
  return /^[\w.+-]{1,38}\/[\w.+-]{1,38}$/.test(type.trim())
    ? type.trim()
    : 'application/octet-stream';
}
