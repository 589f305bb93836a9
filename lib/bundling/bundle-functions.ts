import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { channels } from '#functions/channels/index.ts';
import { clientVersions } from './client-versions.ts';
import { inlineContentFiles } from './inline-content-files.ts';
import { inlineMrml } from './inline-mrml.ts';
import { lambdaCredentials } from './lambda-credentials.ts';
import { lazyParts, leaveLazyParts } from './lazy-parts.ts';
import { phoneNumberRules } from './phone-number-rules.ts';
import { withoutJsonSchema } from './without-json-schema.ts';

const projectDir = resolve(import.meta.dirname, '../..');

/** Where the bundles land: `<name>/index.mjs`. */
export const bundlesDir = join(projectDir, '.build/functions');

/** Every function by its name, with the file that its handler stands in. */
export const functionEntries: Readonly<Record<string, string>> = {
  ingress: 'functions/ingress/handler.ts',
  simulate: 'functions/simulate/handler.ts',
  router: 'functions/router/handler.ts',
  api: 'functions/api/handler.ts',
  'template-api': 'functions/template-api/handler.ts',
  users: 'functions/users/handler.ts',
  feedback: 'functions/feedback/handler.ts',
  'event-hooks': 'functions/event-hooks/fan-out/handler.ts',
  'event-hook-deliveries': 'functions/event-hooks/delivery/handler.ts',
  'event-hooks-api': 'functions/event-hooks/api/handler.ts',
  analytics: 'functions/analytics/handler.ts',
  'analytics-api': 'functions/analytics/api/handler.ts',
  public: 'functions/public/handler.ts',
  ...Object.fromEntries(
    channels.map(({ slug }) => [`channel-${slug}`, `functions/channels/${slug}/handler.ts`]),
  ),
};

/** Some of what we bundle still calls require; in an ES module there is none. */
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Whether a function turns templates into content. */
const isRendering = (name: string): boolean =>
  name.startsWith('channel-') || name === 'simulate' || name === 'template-api';

const parts = lazyParts(isRendering);

/** A file to bundle, and where to. */
interface Point {
  readonly in: string;
  readonly out: string;
}

/** Bundles every function, those that render with the content of templates; and its lazy parts beside it. */
export const bundleFunctions = async (outputDir = bundlesDir): Promise<string> => {
  rmSync(outputDir, { recursive: true, force: true });
  mkdirSync(outputDir, { recursive: true });
  const entries = Object.entries(functionEntries);
  const bundle = (points: readonly Point[], { renders = false, needsJsonSchema = false } = {}) =>
    build({
      absWorkingDir: projectDir,
      entryPoints: [...points],
      outdir: outputDir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      minify: true,
      // Content in other scripts would be three times as long in escapes.
      charset: 'utf8',
      sourcemap: 'linked',
      sourcesContent: false,
      mainFields: ['module', 'main'],
      conditions: ['module'],
      banner: { js: banner },
      plugins: [
        leaveLazyParts(parts),
        inlineContentFiles(renders),
        inlineMrml,
        ...(needsJsonSchema ? [] : [withoutJsonSchema]),
        clientVersions,
        lambdaCredentials,
        phoneNumberRules,
      ],
      logLevel: 'warning',
    });
  const pointsOf = (isWanted: (name: string) => boolean): readonly Point[] =>
    entries
      .filter(([name]) => isWanted(name))
      .map(([name, entry]) => ({ in: entry, out: join(name, 'index') }));
  const lazy = parts.flatMap(({ name, entry, isPartOf }) =>
    entries
      .filter(([functionName]) => isPartOf(functionName))
      .map(([functionName]) => ({ in: entry, out: join(functionName, name) })),
  );
  const describesSchemas = (name: string) => name === 'template-api';
  await Promise.all([
    bundle(pointsOf(describesSchemas), { renders: true, needsJsonSchema: true }),
    bundle(
      pointsOf((name) => isRendering(name) && !describesSchemas(name)),
      { renders: true },
    ),
    bundle([...pointsOf((name) => !isRendering(name)), ...lazy]),
  ]);
  return outputDir;
};
