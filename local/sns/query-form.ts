import * as z from 'zod';
import { invalidParameter } from './sns-error.ts';

interface Branch extends Map<string, string | Branch> {}

/**
 * Reads a form of AWS's query protocol: `A.entry.1.Name=x` is `{ A: [{ Name: 'x' }] }`, and the same
 * for `A.member.1.Name`.
 */
export const readForm = (body: string): unknown => {
  const root: Branch = new Map();
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let branch = root;
    for (const step of path) {
      const next = branch.get(step);
      if (typeof next === 'string') throw invalidParameter(`${name} is given twice.`);
      const child: Branch = next ?? new Map();
      branch.set(step, child);
      branch = child;
    }
    branch.set(last, value);
  }
  return toValue(root);
};

/** A list in a form: an empty one is written as an empty text, or not at all. */
export const formList = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === undefined ? [] : value), z.array(schema));

/** Parses a part of a form, or refuses it as SNS would. */
export const checkForm = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidParameter(z.prettifyError(parsed.error));
};

function toValue(branch: string | Branch): unknown {
  if (typeof branch === 'string') return branch;
  const list = branch.size === 1 ? (branch.get('entry') ?? branch.get('member')) : undefined;
  if (list instanceof Map) {
    return [...list]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, element]) => toValue(element));
  }
  return Object.fromEntries([...branch].map(([name, value]) => [name, toValue(value)]));
}
