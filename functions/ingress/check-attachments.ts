import { type Attachment, maxAttachments } from '#core/attachment.ts';
import type { ProblemDetail } from '#core/problem.ts';

/** What is wrong with the places of attachments; pointers are into what has them as `attachments`. */
export const unknownBuckets = (
  attachments: readonly Attachment[] = [],
  allowed: ReadonlySet<string> = new Set(),
): readonly ProblemDetail[] =>
  attachments.flatMap(({ bucket }, position) => {
    if (allowed.has(bucket)) return [];
    const known = allowed.size === 0 ? 'this stage has none' : [...allowed].join(', ');
    const detail = `Files of ${bucket} do not go with mail; those of attachmentBuckets in lib/stages.ts do: ${known}.`;
    return [{ pointer: `/attachments/${position}/bucket`, code: 'UNKNOWN_BUCKET', detail }];
  });

/** What is wrong with the files of a send, beside those of its template; by the channels that it may go by. */
export const attachmentErrors = (
  given: readonly Attachment[] = [],
  ofTemplate: readonly Attachment[] = [],
  channels: readonly string[],
  allowed: ReadonlySet<string> | undefined,
): readonly ProblemDetail[] => {
  const errors = [...unknownBuckets(given, allowed)];
  if (given.length > 0 && !channels.includes('EMAIL')) {
    const detail = `Files go with mail alone, and it goes by ${channels.join(', ')}.`;
    errors.push({ pointer: '/attachments', code: 'NO_MAIL', detail });
  }
  if (given.length === 0 || given.length + ofTemplate.length <= maxAttachments) return errors;
  const detail = `A mail has at most ${maxAttachments} files, and the template has ${ofTemplate.length}.`;
  return [...errors, { pointer: '/attachments', code: 'TOO_MANY', detail }];
};
