import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as z from 'zod';

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** What a path item may hold besides its operations, by OpenAPI 3.1. */
const notMethods = new Set(['$ref', 'summary', 'description', 'servers', 'parameters']);

/** Operations of the OpenAPI document that none of these calls was about, each call a method and a path. */
export const operationsNotCalled = (document: unknown, calls: readonly string[]): string[] => {
  const operations = Object.entries(Document.parse(document).paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((key) => !notMethods.has(key))
      .map((method) => ({ method: method.toUpperCase(), path })),
  );
  // A literal path is itself, and no parameter of another.
  const literal = new Set(operations.map(({ method, path }) => `${method} ${path}`));
  return operations
    .filter(({ method, path }) => {
      const pattern = new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return !calls.some(
        (call) => call === `${method} ${path}` || (pattern.test(call) && !literal.has(call)),
      );
    })
    .map(({ method, path }) => `${method} ${path}`);
};

/** Throws when a run of the whole suite has left an operation out. */
export const expectEveryOperation = (callsFile: string, filesRun: readonly string[]): void => {
  const all = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts'));
  const run = new Set(filesRun.map((file) => basename(file)));
  if (all.some((file) => !run.has(file)) || !existsSync(callsFile)) return;
  const document: unknown = JSON.parse(
    readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
  );
  const missing = operationsNotCalled(document, readFileSync(callsFile, 'utf8').split('\n'));
  if (missing.length === 0) return;
  throw new Error(`The end-to-end suite calls no ${missing.join(', no ')}.`);
};
