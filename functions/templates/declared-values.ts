import { closestTo } from './closest-to.ts';
import { type PathExpression, stepInto, wordFor } from './declared-path.ts';
import type { Presence } from './presence.ts';
import type { SchemaNode, SchemaType } from './read-schema.ts';
import type { PossibleValue, PossibleValues, ValueKind } from './value-kind.ts';

/** What loop variables are, by slot; undefined where the loop's own list was not declared. */
export type Slots = ReadonlyMap<number, SchemaNode | undefined>;

/** Why a path leads nowhere; looking for what was meant takes time, so it is asked for. */
interface Missing {
  readonly missing: () => string;
}

/** What is declared where a path leads in the data. */
export const inData = (
  path: PathExpression,
  data: SchemaNode,
  slots: Slots,
): SchemaNode | Missing | undefined => {
  const { root, keys } = path;
  let node = root === 'it' ? data : slots.get(Number(root));
  for (const [depth, key] of keys.entries()) {
    // Where the loop's own list was not declared, that has been told already.
    if (node === undefined) return undefined;
    const holder: SchemaNode = node;
    node = stepInto(holder, key)?.node;
    if (node !== undefined) continue;
    const missing = () => {
      const word = wordFor({ ...path, keys: keys.slice(0, depth + 1) });
      const hint = closestTo(String(key), [...holder.properties.keys()]);
      return `${word} is not declared in the data schema${hint}; declare it, or correct its name`;
    };
    return { missing };
  }
  return node;
};

/** Whether a path leads to a field of the brand, each of which is a text. */
export const inBrand = (path: PathExpression, brand: ReadonlySet<string>): Missing | undefined => {
  const field = String(path.keys[0] ?? '');
  if (path.keys.length === 1 && brand.has(field)) return undefined;
  return {
    missing: () => `${wordFor(path)} is no field of brand${closestTo(field, [...brand])}`,
  };
};

const kinds: Readonly<Record<SchemaType, ValueKind>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  object: 'object',
  array: 'list',
};

/** What a path in the data can bring, by its schema and by the tests around it; nothing if undeclared. */
export const valuesAt = (
  path: PathExpression,
  data: SchemaNode,
  { slots, presence }: { readonly slots: Slots; readonly presence: Presence },
): PossibleValues => {
  if (path.root === 'brand') return [];
  let node = path.root === 'it' ? data : slots.get(path.root);
  let mayBeUndefined = false;
  let mayBeNull = node?.nullable === true && !presence.isNotNull({ ...path, keys: [] });
  for (const [depth, key] of path.keys.entries()) {
    const step = node && stepInto(node, key);
    if (step === undefined) return [];
    const here = { ...path, keys: path.keys.slice(0, depth + 1) };
    // What is read from null is undefined.
    mayBeUndefined ||= mayBeNull;
    mayBeUndefined ||= step.isOptional;
    if (presence.isDefined(here)) mayBeUndefined = false;
    mayBeNull = step.node.nullable && !presence.isNotNull(here);
    node = step.node;
  }
  const values = (node?.types ?? []).map((type): PossibleValue => ({ kind: kinds[type], path }));
  return [
    ...(mayBeNull ? [{ kind: 'null', path } as const] : []),
    ...(mayBeUndefined ? [{ kind: 'undefined', path } as const] : []),
    ...values,
  ];
};
