import { type Schema as CfSchema, Validator } from '@cfworker/json-schema';
import type { ProblemDetail } from '#core/problem.ts';
import { isForbiddenKey } from './program.ts';
import { readSchema, type SchemaNode } from './read-schema.ts';

/** What a template's data must be, declared by somebody outside. */
export interface DataSchema {
  readonly root: SchemaNode;
  /** What is wrong with the data: nothing, if it fits. Pointers are into the data. */
  validate(data: unknown): readonly ProblemDetail[];
}

/** A schema that may be used, or why not; pointers are into the schema. */
export type ReadDataSchema =
  | { readonly kind: 'read'; readonly schema: DataSchema }
  | { readonly kind: 'refused'; readonly problems: readonly ProblemDetail[] };

const maxProblems = 20;
const maxDataDepth = 16;

/**
 * Reads a JSON Schema (2020-12) from outside: a bounded subset that says one shape, without
 * references to elsewhere, patterns that hang, or anything that would need code to be generated.
 */
export const readDataSchema = (json: unknown): ReadDataSchema => {
  const read = readSchema(json);
  if (read.kind === 'refused') return read;
  const validator = new Validator(toValidatorSchema(read.root), '2020-12', false);
  return {
    kind: 'read',
    schema: { root: read.root, validate: (data) => validate(validator, data) },
  };
};

/** Only what has been read and admitted reaches the validator; $ref is written out. */
function toValidatorSchema(node: SchemaNode): CfSchema {
  const { properties, items, types, nullable, ...rest } = node;
  const { required, additionalProperties, format, enum: options, ...checks } = rest;
  return {
    ...checks,
    // What is HTML is for the sanitizer to say.
    ...(format === undefined || format === 'html' ? {} : { format }),
    ...(options === undefined ? {} : { enum: [...options] }),
    type: nullable ? [...types, 'null'] : [...types],
    ...(types.includes('object')
      ? {
          properties: Object.fromEntries(
            [...properties].map(([name, property]) => [name, toValidatorSchema(property)]),
          ),
          required: [...required],
          additionalProperties,
        }
      : {}),
    ...(items === undefined ? {} : { items: toValidatorSchema(items) }),
  };
}

function validate(validator: Validator, data: unknown): readonly ProblemDetail[] {
  const hostile = refusalOfData(data, 0);
  if (hostile !== undefined) return [{ pointer: '', code: 'INVALID_VALUE', detail: hostile }];
  const { valid, errors } = validator.validate(data);
  if (valid) return [];
  return errors
    .flatMap(({ instanceLocation, keyword, error }) => toProblem(instanceLocation, keyword, error))
    .slice(0, maxProblems);
}

/** Keywords that only say that something within them is wrong, which has its own entry. */
const containers: ReadonlySet<string> = new Set(['properties', 'items', 'additionalProperties']);

function toProblem(location: string, keyword: string, error: string): readonly ProblemDetail[] {
  if (containers.has(keyword)) return [];
  const pointer = decodeURI(location.slice(1));
  if (keyword === 'required') {
    const [, name = ''] = /"(.*)"/s.exec(error) ?? [];
    const missing = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [{ pointer: missing, code: 'MISSING_FIELD', detail: `${missing} is required.` }];
  }
  if (keyword === 'false') {
    const detail = `There is no field ${pointer} here; remove it, or check its spelling.`;
    return [{ pointer, code: 'UNKNOWN_FIELD', detail }];
  }
  const said = inWords(keyword, error);
  return [{ pointer, code: 'INVALID_VALUE', detail: `${pointer || 'The data'}: ${said}` }];
}

/** What the validator says of a value, as the door says it of data for a template in code. */
function inWords(keyword: string, error: string): string {
  const [given = '', ...wanted] = [...error.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
  switch (keyword) {
    case 'type':
      return `is of type ${given}, and must be ${wanted.join(' or ')}.`;
    case 'enum':
      return error.replace(/^Instance does not match any of/, 'must be one of');
    case 'format':
      return `must be written as ${error.match(/format "([^"]+)"/)?.[1] ?? 'its format says'}.`;
    case 'pattern':
      return 'does not fit the pattern in the schema.';
    default:
      return error;
  }
}

/** What the validator itself could stumble over. */
function refusalOfData(value: unknown, depth: number): string | undefined {
  if (depth > maxDataDepth) return 'The data nests too deep.';
  if (value === undefined || typeof value === 'function') return 'The data is no JSON.';
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return firstOf(value, (item) => refusalOfData(item, depth + 1));
  return firstOf(Object.entries(value), ([key, inner]) => {
    if (!key.isWellFormed()) return 'A key in the data is no Unicode text.';
    if (isForbiddenKey(key)) return `The data has a field ${key}, which no data may have.`;
    return refusalOfData(inner, depth + 1);
  });
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
