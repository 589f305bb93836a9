import type * as z from 'zod';
import type { ProblemDetail } from '#core/problem.ts';

/** A JSON pointer (RFC 6901) to where a path leads. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What a schema found wrong, one entry each, with the pointer to where it is. */
export const problemDetails = (
  error: z.ZodError,
  prefix: readonly PropertyKey[] = [],
): readonly ProblemDetail[] =>
  error.issues.flatMap((issue): readonly ProblemDetail[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: jsonPointer([...path, key]),
        code: 'UNKNOWN_FIELD',
        detail: `There is no field ${key} here; remove it, or check its spelling.`,
      }));
    }
    const pointer = jsonPointer(path);
    if (
      issue.code === 'invalid_type' &&
      issue.input === undefined &&
      issue.message.endsWith('undefined')
    ) {
      return [{ pointer, code: 'MISSING_FIELD', detail: `${pointer || 'The body'} is required.` }];
    }
    return [
      { pointer, code: 'INVALID_VALUE', detail: `${pointer || 'The body'}: ${issue.message}.` },
    ];
  });
