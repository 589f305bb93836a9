import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemaMutants, useMutants } from './declared-mutants.ts';
import { holes, orderMessages, orderPartials, orderSample, orderSchema } from './holes.ts';
import {
  dataOrder,
  hostileData,
  hostilePatterns,
  hostileSchemas,
  objectSchema,
} from './hostile-schemas.ts';
import { type Engine, judge } from './judge.ts';
import { mutants } from './mutants.ts';
import { payloads } from './payloads.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = join(root, 'functions/templates');
// Within the project, so that the copies find its packages and imports.
const builds = join(root, '.build');
let copies = '';
const require = createRequire(import.meta.url);

beforeAll(() => {
  mkdirSync(builds, { recursive: true });
  copies = mkdtempSync(join(builds, 'template-mutants-'));
});
afterAll(() => rmSync(copies, { recursive: true, force: true }));

/** Loaded by Node itself, which takes milliseconds. */
const load = (folder: string): Engine & Checks => ({
  ...require(join(folder, 'compile-template.ts')),
  ...require(join(folder, 'run-program.ts')),
  ...require(join(folder, 'helpers-for-reader.ts')),
  ...require(join(folder, 'sanitize-html.ts')),
  ...require(join(folder, 'check-template.ts')),
  ...require(join(folder, 'data-schema.ts')),
});

/** What publishing asks besides. */
interface Checks {
  readonly checkSource: typeof import('#functions/templates/check-template.ts').checkSource;
  readonly readDataSchema: typeof import('#functions/templates/data-schema.ts').readDataSchema;
}

/** Finds the first payload that does not come to what it must. */
const payloadThrough = (engine: Engine): string | undefined => {
  const found = payloads.find((payload) => {
    const { expected = 'refused' } = payload;
    return !holds(() => isDeepStrictEqual(judge(engine, payload), expected));
  });
  return found && `${found.technique}: ${found.source.slice(0, 60)}`;
};

/** Finds the first content that is published though it would leave a hole in a message. */
const holeThrough = ({ checkSource, readDataSchema, sanitizeHtml }: Engine & Checks) => {
  const read = readDataSchema(orderSchema);
  if (read.kind === 'refused') return 'the schema';
  const host = { partials: orderPartials, sanitizeHtml };
  const deps = { schema: read.schema, sample: orderSample, brand: { name: 'Herald' }, host };
  const isTold = (source: string, column: number, message: string) => {
    const input = { source, format: 'html', locale: 'en', messages: orderMessages } as const;
    const checked = checkSource(input, deps);
    if (checked.kind === 'checked') return false;
    return checked.problems.some((one) => one.column === column && one.message.includes(message));
  };
  return holes.find((hole) => !holds(() => isTold(...hole)))?.[0];
};

/** Finds the first schema, pattern or data that is taken though it must not be. */
const schemaThrough = ({ readDataSchema }: Checks): string | undefined => {
  const isRefused = (json: unknown) => readDataSchema(json).kind === 'refused';
  const withPattern = (pattern: string) => objectSchema({ a: { type: 'string', pattern } });
  const read = readDataSchema(dataOrder);
  if (read.kind === 'refused') return 'a schema in order';
  const isTold = (data: unknown, pointer: string, code: string) =>
    read.schema.validate(data).some((one) => one.pointer === pointer && one.code === code);
  return (
    hostileSchemas.find(([, json]) => !holds(() => isRefused(json)))?.[0] ??
    hostilePatterns.find((pattern) => !holds(() => isRefused(withPattern(pattern)))) ??
    hostileData.find((data) => !holds(() => isTold(...data)))?.[1]
  );
};

function holds(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

describe.each([
  ['a payload', mutants, payloadThrough],
  ['a hole in a message', useMutants, holeThrough],
  ['a hostile schema', schemaMutants, schemaThrough],
] as const)('%s', (what, guards, through) => {
  test('does not get through a copy without a change', () => {
    const folder = join(copies, what.replaceAll(' ', '-'));
    cpSync(sources, folder, { recursive: true });
    expect(through(load(folder))).toBeUndefined();
  });

  test.each(guards.map((mutant, index) => ({ ...mutant, index })))(
    'gets through $file with "$to" in place of "$from"',
    ({ file, from, to, index }) => {
      const source = readFileSync(join(sources, file), 'utf8');
      const position = source.indexOf(from);
      expect(position, `${file} no longer says ${from}`).not.toBe(-1);
      const folder = join(copies, `${what.replaceAll(' ', '-')}-${index}`);
      cpSync(sources, folder, { recursive: true });
      const mutated = source.slice(0, position) + to + source.slice(position + from.length);
      writeFileSync(join(folder, file), mutated);
      expect(through(load(folder))).toBeDefined();
    },
  );
});
