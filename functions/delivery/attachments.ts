import type { AttachedFile, Attachment } from '#core/attachment.ts';

/** A message's files, or why they are not there. */
export type LoadedAttachments =
  | { readonly kind: 'loaded'; readonly files: readonly AttachedFile[] }
  /** No repeat mends it. */
  | {
      readonly kind: 'failed';
      readonly reason: 'ATTACHMENT_MISSING' | 'ATTACHMENT_FORBIDDEN' | 'CONTENT_TOO_LARGE';
      readonly detail: string;
    }
  /** S3 cannot be read for now. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** There is no time left to send it in this invocation. */
  | { readonly kind: 'late' };

/** Reads the files of a message, and holds them while they are used. */
export type WithAttachments = <Result>(
  attachments: readonly Attachment[],
  use: (loaded: LoadedAttachments) => Promise<Result>,
) => Promise<Result>;
