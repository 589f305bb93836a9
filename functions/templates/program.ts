/**
 * A checked template as a tree of what it may do and nothing else. It is JSON: publishing makes it
 * from the source with a parser, a lane runs it without one.
 */
export interface Program {
  readonly programVersion: 1;
  readonly format: ProgramFormat;
  readonly body: readonly ProgramNode[];
}

/** What a program writes: HTML, text of several lines, or of one. */
export type ProgramFormat = 'html' | 'text' | 'line';

export type ProgramNode =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'output';
      readonly mode: OutputMode;
      readonly value: Expression;
      readonly at: number;
    }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: ProgramBody }[];
      readonly otherwise: ProgramBody;
    }
  | {
      readonly kind: 'each';
      /** Where the loop's value stands among the loop variables in scope. */
      readonly slot: number;
      readonly list: Expression;
      readonly body: ProgramBody;
      readonly at: number;
    }
  | {
      readonly kind: 'include';
      readonly partial: string;
      readonly values: readonly { readonly name: string; readonly value: Expression }[];
      readonly at: number;
    };

export type ProgramBody = readonly ProgramNode[];

/** How a value is made harmless for the place where it stands; chosen at publish, never by data. */
export type OutputMode =
  /** Text between tags, or a quoted attribute. */
  | 'html'
  /** A whole URL in href, src and their kin: its scheme is checked. */
  | 'url'
  /** Behind a fixed `https://host/`: a piece of the path. */
  | 'url-path'
  /** Behind a fixed `?` or `#`. */
  | 'url-query'
  /** A value within style="...". */
  | 'css'
  /** A declared html field, sanitized. */
  | 'sanitized-html'
  /** Plain text: one line of a value, whatever it brings. */
  | 'line';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'undefined' }
  | {
      readonly kind: 'path';
      readonly root: PathRoot;
      readonly keys: readonly (string | number)[];
      readonly at: number;
    }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly value: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly kind: 'logical';
      readonly operator: LogicalOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[]; readonly at: number }
  | {
      readonly kind: 'call';
      readonly name: HelperName;
      readonly values: readonly Expression[];
      readonly at: number;
    }
  /** `[['Order', it.orderId]]`: only where a partial takes it. */
  | {
      readonly kind: 'rows';
      readonly rows: readonly { readonly label: Expression; readonly value: Expression }[];
    }
  /** `{ one: '# item', other: '# items' }`: only where a helper or a partial takes it. */
  | {
      readonly kind: 'record';
      readonly fields: readonly { readonly name: string; readonly value: Expression }[];
    };

/** The data, the brand, or the loop variable of a slot. */
export type PathRoot = 'it' | 'brand' | number;

export const unaryOperators = ['!', '-', '+'] as const;
export type UnaryOperator = (typeof unaryOperators)[number];

export const binaryOperators = [
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

export const logicalOperators = ['&&', '||', '??'] as const;
export type LogicalOperator = (typeof logicalOperators)[number];

/** What a template may call; each is implemented in helpers-for-reader.ts. */
export const helperNames = [
  't',
  'date',
  'time',
  'dateTime',
  'number',
  'percent',
  'money',
  'plural',
  'list',
  'upper',
  'lower',
  'formatDate',
  'formatDateTime',
  'formatWhen',
] as const;
export type HelperName = (typeof helperNames)[number];

/**
 * Keys that lead from data into the language itself. Reading is by own properties alone, so they
 * would be harmless; they are refused all the same.
 */
export const isForbiddenKey = (key: string): boolean =>
  key.startsWith('__') || key === 'constructor' || key === 'prototype';
