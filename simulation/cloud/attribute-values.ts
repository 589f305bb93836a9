import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Plain values out of what the low-level client writes: the types that Powertools uses. */
export const unmarshal = (
  values: Readonly<Record<string, AttributeValue>> = {},
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toPlain(value)]));

/** The same the other way round. */
export const marshal = (item: Readonly<Record<string, unknown>>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toAttribute(value)]));

function toPlain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(toPlain);
  if (value.M !== undefined) return unmarshal(value.M);
  if (value.NULL) return null;
  throw new Error(`No such attribute value here: ${Object.keys(value).join()}`);
}

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object') return { M: marshal({ ...value }) };
  throw new Error(`A ${typeof value} cannot be stored`);
}
