import * as z from 'zod';
import type { DataSchema } from './data-schema.ts';

/**
 * A declared schema as the door's own kind: a template from the API is checked where a template from
 * code is, and says MISSING_FIELD and UNKNOWN_FIELD in the same words.
 */
export const zodOf = (schema: DataSchema): z.ZodType<Record<string, unknown>> =>
  z.record(z.string(), z.unknown()).superRefine((data, context) => {
    for (const { pointer, code, detail } of schema.validate(data)) {
      const path = pathOf(pointer);
      const name = path.at(-1);
      if (code === 'MISSING_FIELD') {
        const message = 'Invalid input: expected a value, received undefined';
        context.addIssue({
          code: 'invalid_type',
          expected: 'unknown',
          input: undefined,
          path,
          message,
        });
      } else if (code === 'UNKNOWN_FIELD' && name !== undefined) {
        context.addIssue({
          code: 'unrecognized_keys',
          keys: [name],
          input: data,
          path: path.slice(0, -1),
        });
      } else {
        const message = detail.replace(/^[^:]*: /, '').replace(/\.$/, '');
        context.addIssue({ code: 'custom', path, message, input: data });
      }
    }
  });

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
