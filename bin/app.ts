import { App } from 'aws-cdk-lib';
import { buildApp } from '#lib/app.ts';
import { bundleFunctions } from '#lib/bundling/bundle-functions.ts';
import { stageNamed } from '#lib/stages.ts';

const app = new App();
const stage = stageNamed(app.node.tryGetContext('stage') ?? 'dev');
await buildApp({ app, stage, bundlesDir: await bundleFunctions() });
app.synth();
