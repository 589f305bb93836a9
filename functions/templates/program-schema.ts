import * as z from 'zod';
import {
  binaryOperators,
  type Expression,
  helperNames,
  logicalOperators,
  type Program,
  type ProgramNode,
  unaryOperators,
} from './program.ts';

const at = z.int().nonnegative();

const ExpressionShape: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('literal'),
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    }),
    z.strictObject({ kind: z.literal('undefined') }),
    z.strictObject({
      kind: z.literal('path'),
      root: z.union([z.literal('it'), z.literal('brand'), z.int().nonnegative()]),
      keys: z.array(z.union([z.string(), z.int().nonnegative()])),
      at,
    }),
    z.strictObject({
      kind: z.literal('unary'),
      operator: z.enum(unaryOperators),
      value: ExpressionShape,
    }),
    z.strictObject({
      kind: z.literal('binary'),
      operator: z.enum(binaryOperators),
      left: ExpressionShape,
      right: ExpressionShape,
      at,
    }),
    z.strictObject({
      kind: z.literal('logical'),
      operator: z.enum(logicalOperators),
      left: ExpressionShape,
      right: ExpressionShape,
    }),
    z.strictObject({
      kind: z.literal('conditional'),
      test: ExpressionShape,
      whenTrue: ExpressionShape,
      whenFalse: ExpressionShape,
    }),
    z.strictObject({ kind: z.literal('concat'), parts: z.array(ExpressionShape), at }),
    z.strictObject({
      kind: z.literal('call'),
      name: z.enum(helperNames),
      values: z.array(ExpressionShape),
      at,
    }),
    z.strictObject({
      kind: z.literal('rows'),
      rows: z.array(z.strictObject({ label: ExpressionShape, value: ExpressionShape })),
    }),
    z.strictObject({ kind: z.literal('record'), fields: Fields }),
  ]),
);

const Fields = z.array(z.strictObject({ name: z.string(), value: ExpressionShape }));

const Node: z.ZodType<ProgramNode> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
    z.strictObject({
      kind: z.literal('output'),
      mode: z.enum(['html', 'url', 'url-path', 'url-query', 'css', 'sanitized-html', 'line']),
      value: ExpressionShape,
      at,
    }),
    z.strictObject({
      kind: z.literal('if'),
      branches: z.array(z.strictObject({ test: ExpressionShape, body: Body })),
      otherwise: Body,
    }),
    z.strictObject({
      kind: z.literal('each'),
      slot: z.int().nonnegative(),
      list: ExpressionShape,
      body: Body,
      at,
    }),
    z.strictObject({ kind: z.literal('include'), partial: z.string(), values: Fields, at }),
  ]),
);

const Body = z.array(Node);

/** A program as a table gives it back: parsed before a lane runs it. */
export const StoredProgram: z.ZodType<Program> = z.strictObject({
  programVersion: z.literal(1),
  format: z.enum(['html', 'text', 'line']),
  body: Body,
});
