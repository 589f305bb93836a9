import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { buildApp } from '#lib/app.ts';
import { functionEntries } from '#lib/bundling/bundle-functions.ts';
import { checked } from '#lib/check-stage.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { type StageName, stageNamed } from '#lib/stages.ts';

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** Folders that stand in for the bundles: what is in them is the business of another test. */
const standInBundles = (): string => {
  const dir = join(tmpdir(), 'herald-stand-in-bundles');
  for (const name of Object.keys(functionEntries)) {
    mkdirSync(join(dir, name), { recursive: true });
    writeFileSync(join(dir, name, 'index.mjs'), `export const handler = () => '${name}';`);
  }
  return dir;
};

/** The app of a stage, its settings as they are or changed, with the feature flags of cdk.json. */
export const appOf = async (stage: StageName, changed: Partial<StageSettings> = {}) => {
  const { context } = CdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const app = new App({ context, analyticsReporting: false });
  const { name, settings } = stageNamed(stage);
  const stacks = await buildApp({
    app,
    stage: { name, settings: checked(name, { ...settings, ...changed }) },
    bundlesDir: standInBundles(),
  });
  return { app, stacks };
};

/** The templates of a stage, by the part of Herald that they are. */
export const templatesOf = async (stage: StageName) => {
  const { stacks } = await appOf(stage);
  const entries = Object.entries<Stack>(stacks);
  return Object.fromEntries(entries.map(([part, stack]) => [part, Template.fromStack(stack)]));
};
