import type { Expression } from './program.ts';
import type { SchemaNode } from './read-schema.ts';

/** A path in a program. */
export type PathExpression = Extract<Expression, { kind: 'path' }>;

const lengthNode: SchemaNode = {
  types: ['integer'],
  nullable: false,
  properties: new Map(),
  required: new Set(),
  additionalProperties: false,
};

/** Where a key leads in a schema, and whether data may lack it; undefined if nothing is declared. */
export function stepInto(
  node: SchemaNode,
  key: string | number,
): { readonly node: SchemaNode; readonly isOptional: boolean } | undefined {
  const property = node.properties.get(String(key));
  if (property !== undefined)
    return { node: property, isOptional: !node.required.has(String(key)) };
  if (node.types.includes('array')) {
    if (key === 'length') return { node: lengthNode, isOptional: false };
    // A list can be shorter than that.
    if (typeof key === 'number' && node.items !== undefined) {
      return { node: node.items, isOptional: key >= (node.minItems ?? 0) };
    }
  }
  return key === 'length' && node.types.includes('string')
    ? { node: lengthNode, isOptional: false }
    : undefined;
}

/** A path as a key of maps and sets. */
export function keyOf({ root, keys }: PathExpression): string {
  return JSON.stringify([root, ...keys]);
}

/** A path as its author would write it; loop variables have lost their names. */
export function wordFor({ root, keys }: PathExpression): string {
  const start = typeof root === 'number' ? "the loop's variable" : root;
  return keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${key}`),
    start,
  );
}
