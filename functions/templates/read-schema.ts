import * as z from 'zod';
import type { ProblemDetail } from '#core/problem.ts';
import { isForbiddenKey } from './program.ts';
import { refusalOfPattern } from './safe-pattern.ts';

const scalarTypes = ['string', 'number', 'integer', 'boolean'] as const;
const schemaTypes = [...scalarTypes, 'object', 'array'] as const;
export type SchemaType = (typeof schemaTypes)[number];

/** Formats that are checked; `html` says that the text is HTML, to be sanitized where it is written. */
const formats = ['date', 'date-time', 'time', 'email', 'uri', 'uuid', 'html'] as const;

/** One place in the data: a schema that has been read, with its references written out. */
export interface SchemaNode {
  readonly types: readonly SchemaType[];
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly required: ReadonlySet<string>;
  readonly additionalProperties: boolean;
  readonly items?: SchemaNode;
  readonly format?: (typeof formats)[number];
  readonly pattern?: string;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

export type ReadSchema =
  | { readonly kind: 'read'; readonly root: SchemaNode }
  | { readonly kind: 'refused'; readonly problems: readonly ProblemDetail[] };

const limits = { bytes: 64 * 1024, depth: 8, nodes: 500, options: 200 };

const count = z.int().nonnegative().max(1_000_000);
const Scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const TypeName = z.enum([...schemaTypes, 'null']);

/** The keywords of one schema, without looking into the schemas within it. */
const Keywords = z.strictObject({
  $schema: z.string().optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
  $ref: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  type: z.union([TypeName, z.array(TypeName).min(1)]).optional(),
  const: Scalar.optional(),
  enum: z.array(Scalar).min(1).max(limits.options).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.boolean().optional(),
  items: z.unknown().optional(),
  format: z.enum(formats).optional(),
  pattern: z.string().optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  minItems: count.optional(),
  maxItems: count.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
});
type Keywords = z.infer<typeof Keywords>;

class SchemaRefusal extends Error {
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** Reads a schema into nodes; the first thing in it that is not admitted refuses all of it. */
export const readSchema = (json: unknown): ReadSchema => {
  try {
    const text = textOf(json);
    if (Buffer.byteLength(text) > limits.bytes) {
      throw new SchemaRefusal('', `a schema has at most ${limits.bytes} bytes`);
    }
    // zod leaves it out of a record without a word.
    if (text.includes('"__proto__":')) {
      throw new SchemaRefusal('', 'no field may be named __proto__; choose another');
    }
    const root = new Reader(json).read(json, '', 0);
    if (root.types.length !== 1 || root.types[0] !== 'object' || root.nullable) {
      throw new SchemaRefusal('/type', 'the data of a template is an object');
    }
    return { kind: 'read', root };
  } catch (error) {
    if (!(error instanceof SchemaRefusal)) throw error;
    const { pointer, message } = error;
    return { kind: 'refused', problems: [{ pointer, code: 'INVALID_SCHEMA', detail: message }] };
  }
};

function textOf(json: unknown): string {
  try {
    return JSON.stringify(json) ?? '';
  } catch {
    throw new SchemaRefusal('', `a schema is at most ${limits.depth} levels deep`);
  }
}

class Reader {
  readonly #definitions: Readonly<Record<string, unknown>>;
  #nodes = 0;

  constructor(root: unknown) {
    const defs = z.looseObject({ $defs: z.record(z.string(), z.unknown()) }).safeParse(root);
    this.#definitions = defs.success ? defs.data.$defs : {};
  }

  /** `depth` counts references too, so that one that leads to itself ends here. */
  read(json: unknown, pointer: string, depth: number): SchemaNode {
    this.#nodes += 1;
    if (depth > limits.depth) {
      throw new SchemaRefusal(pointer, `a schema is at most ${limits.depth} levels deep`);
    }
    if (this.#nodes > limits.nodes) {
      throw new SchemaRefusal(pointer, `a schema has at most ${limits.nodes} parts`);
    }
    const keywords = parseKeywords(json, pointer);
    if (keywords.$ref !== undefined) return this.#follow(keywords.$ref, pointer, depth);
    const { types, nullable } = typesOf(keywords, pointer);
    const properties = this.#readProperties(keywords, pointer, depth);
    const isList = types.includes('array');
    if (isList && keywords.items === undefined) {
      throw new SchemaRefusal(pointer, 'say with items what stands in this list');
    }
    const items = isList ? this.read(keywords.items, `${pointer}/items`, depth + 1) : undefined;
    return {
      types,
      nullable,
      properties,
      required: requiredOf(keywords, properties, pointer),
      additionalProperties: keywords.additionalProperties ?? true,
      ...checksOf(keywords, pointer),
      ...(items === undefined ? {} : { items }),
    };
  }

  #readProperties(
    { properties = {} }: Keywords,
    pointer: string,
    depth: number,
  ): ReadonlyMap<string, SchemaNode> {
    return new Map(
      Object.entries(properties).map(([name, property]) => {
        const at = `${pointer}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (isForbiddenKey(name) || name in Object.prototype || /^\$|^$/.test(name)) {
          throw new SchemaRefusal(at, 'no field may have this name; choose another');
        }
        if (!name.isWellFormed()) throw new SchemaRefusal(at, 'this name is no Unicode text');
        return [name, this.read(property, at, depth + 1)];
      }),
    );
  }

  #follow(reference: string, pointer: string, depth: number): SchemaNode {
    const name = /^#\/\$defs\/([\w-]+)$/.exec(reference)?.[1];
    if (name === undefined || !Object.hasOwn(this.#definitions, name)) {
      throw new SchemaRefusal(`${pointer}/$ref`, '$ref leads to #/$defs/name in this schema only');
    }
    return this.read(this.#definitions[name], `/$defs/${name}`, depth + 1);
  }
}

function parseKeywords(json: unknown, pointer: string): Keywords {
  const parsed = Keywords.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    throw new SchemaRefusal(
      at,
      `schemas here have no ${key}; say one shape with type, properties, required, items, enum and limits`,
    );
  }
  const path = (issue?.path ?? []).map((part) => `/${String(part)}`).join('');
  throw new SchemaRefusal(`${pointer}${path}`, issue?.message ?? 'this is no schema');
}

function typesOf(
  { type, const: fixed, enum: options }: Keywords,
  pointer: string,
): Pick<SchemaNode, 'types' | 'nullable'> {
  const named = type === undefined ? valueTypes(fixed, options) : [type].flat();
  const types = named.filter((name) => name !== 'null');
  if (types.length === 0) throw new SchemaRefusal(pointer, 'say the type of this field');
  if (types.length > 1 && types.some((name) => name === 'object' || name === 'array')) {
    throw new SchemaRefusal(`${pointer}/type`, 'an object or a list is nothing else besides');
  }
  return { types, nullable: named.includes('null') };
}

function valueTypes(
  fixed: Keywords['const'],
  options: Keywords['enum'],
): readonly (SchemaType | 'null')[] {
  const values = options ?? (fixed === undefined ? [] : [fixed]);
  return [...new Set(values.map(typeOfScalar))];
}

function typeOfScalar(value: string | number | boolean | null): SchemaType | 'null' {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : 'boolean';
}

function requiredOf(
  { required = [] }: Keywords,
  properties: ReadonlyMap<string, SchemaNode>,
  pointer: string,
): ReadonlySet<string> {
  const undeclared = required.find((name) => !properties.has(name));
  if (undeclared === undefined) return new Set(required);
  throw new SchemaRefusal(`${pointer}/required`, 'a required field is not among the properties');
}

function checksOf(keywords: Keywords, pointer: string): Partial<SchemaNode> {
  const { pattern, const: fixed, enum: options, format } = keywords;
  const refusal = pattern === undefined ? undefined : refusalOfPattern(pattern);
  if (refusal !== undefined) throw new SchemaRefusal(`${pointer}/pattern`, refusal);
  const values = options ?? (fixed === undefined ? undefined : [fixed]);
  const { minLength, maxLength, minItems, maxItems } = keywords;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = keywords;
  const checks = {
    ...{ pattern, format, minLength, maxLength, minItems, maxItems },
    ...{ minimum, maximum, exclusiveMinimum, exclusiveMaximum, enum: values },
  };
  return Object.fromEntries(Object.entries(checks).filter(([, value]) => value !== undefined));
}
