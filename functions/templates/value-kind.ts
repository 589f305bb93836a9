import type { PathExpression } from './declared-path.ts';

/** What a value in a template can be when it is rendered. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'object' | 'list' | 'null' | 'undefined';

/** One thing that an expression can come to, and the path in the data that brings it. */
export interface PossibleValue {
  readonly kind: ValueKind;
  readonly path?: PathExpression;
}

/** All that an expression can come to; empty where that is not known. */
export type PossibleValues = readonly PossibleValue[];

const absent: ReadonlySet<ValueKind> = new Set(['null', 'undefined']);
const alwaysTrue: ReadonlySet<ValueKind> = new Set(['object', 'list']);

/** What of it `a || b` writes of a. */
export const whatIsTrue = (values: PossibleValues): PossibleValues =>
  values.filter(({ kind }) => !absent.has(kind));

/** What of it `a && b` writes of a. */
export const whatIsFalse = (values: PossibleValues): PossibleValues =>
  values.filter(({ kind }) => !alwaysTrue.has(kind));

/** Whether it can be nothing but that, as far as is known. */
export const isOnly = (values: PossibleValues, ...kinds: readonly ValueKind[]): boolean =>
  values.every(({ kind }) => kinds.includes(kind));
