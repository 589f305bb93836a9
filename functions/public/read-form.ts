import { ProblemError } from '#core/problem.ts';
import type { HttpRequest } from '#platform/route.ts';

/** Larger than any form of ours that is filled in. */
const maxFormBytes = 64 * 1000;

const formTypes: readonly string[] = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/** What a form says: several values of one name stay several. */
export type Form = Pick<FormData, 'getAll'>;

/** Reads a form in either of the encodings that browsers, and mail services (RFC 8058), post them in. */
export const readForm = async ({ headers, body }: HttpRequest): Promise<Form> => {
  const contentType = headers['content-type'] ?? 'application/x-www-form-urlencoded';
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!formTypes.includes(mediaType)) {
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', `A form is one of ${formTypes.join(', ')}.`);
  }
  if (Buffer.byteLength(body) > maxFormBytes) {
    throw new ProblemError('PAYLOAD_TOO_LARGE', `A form is at most ${maxFormBytes} bytes.`);
  }
  try {
    return await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch (error) {
    throw new ProblemError('INVALID_REQUEST', 'The form cannot be read.', { cause: error });
  }
};

/** The texts of that name; a file is none. */
export const textsOf = (form: Form, name: string): readonly string[] =>
  form.getAll(name).filter((value) => typeof value === 'string');

/** The last text of that name. */
export const textOf = (form: Form, name: string): string | undefined => textsOf(form, name).at(-1);
