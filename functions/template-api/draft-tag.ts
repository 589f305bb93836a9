import { ProblemError } from '#core/problem.ts';
import type { StoredDraft } from '#functions/stored-templates/stored-version.ts';
import { tagOf } from '#functions/stored-templates/stored-version.ts';

/** What an If-Match may say of a draft, for the OpenAPI document. */
export const draftHeaders = {
  'If-Match':
    'The ETag of the draft that was read: it is refused with 412 where somebody has written it since. ' +
    'Without one nothing is asked.',
} as const;

/** The tag in an If-Match; undefined where anything will do. What is no ETag of ours matches nothing. */
export const seenTagIn = (headers: Readonly<Record<string, string>>): string | undefined => {
  const ifMatch = headers['if-match']?.trim();
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  return /^"([0-9a-f]{16})"$/.exec(ifMatch)?.[1] ?? 'none';
};

/** The headers of an answer that shows a draft. */
export const tagHeaders = ({ body }: Pick<StoredDraft, 'body'>): { readonly etag: string } => ({
  etag: `"${tagOf(body)}"`,
});

/** Somebody has written the draft since it was read. */
export const draftConflict = (templateId: string): ProblemError =>
  new ProblemError(
    'VERSION_CONFLICT',
    `Somebody has written the draft of ${templateId} since you read it; GET /templates/${templateId}/draft shows what it says now.`,
  );
