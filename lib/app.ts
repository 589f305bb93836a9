import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadChannelBuilds } from './load-channel-builds.ts';
import { AnalyticsStack } from './stacks/analytics-stack.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { HooksStack } from './stacks/hooks-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import { PipelineStack } from './stacks/pipeline-stack.ts';
import { PublicStack } from './stacks/public-stack.ts';
import type { StageSettings } from './stage-settings.ts';
import type { StageName } from './stages.ts';

interface BuildAppOptions {
  readonly app: App;
  readonly stage: { readonly name: StageName; readonly settings: StageSettings };
  /** Where the functions' bundles are. */
  readonly bundlesDir: string;
}

/** Builds every stack of one stage; data flows one way, from what is kept to what is watched. */
export const buildApp = async ({ app, stage, bundlesDir }: BuildAppOptions) => {
  const { settings } = stage;
  const builds = await loadChannelBuilds();
  const defaults = { bundlesDir, logRetention: settings.logRetentionDays };
  const terminationProtection = !settings.isDisposable;
  const idOf = (part: string) => `Herald-${stage.name}-${part}`;

  const data = new DataStack(app, idOf('Data'), { settings, terminationProtection });
  const links = new PublicStack(app, idOf('Public'), { settings, data, defaults });
  const { publicUrl, unsubscribes } = links;
  const before = { settings, data, publicUrl, defaults };
  const pipeline = new PipelineStack(app, idOf('Pipeline'), {
    ...before,
    unsubscribes,
    builds,
  });
  const hooks = new HooksStack(app, idOf('Hooks'), { settings, data, pipeline, defaults });
  const analytics = new AnalyticsStack(app, idOf('Analytics'), {
    settings,
    data,
    pipeline,
    defaults,
  });
  const api = new ApiStack(app, idOf('Api'), { ...before, pipeline, hooks });
  // Whose role for logs its stage needs, wherever links lead.
  api.addStackDependency(links);
  const watched = { settings, pipeline, hooks, analytics, api, links };
  const operations = new OperationsStack(app, idOf('Operations'), watched);
  // At every synth: what breaks a rule of AWS's without a reason given is not deployed.
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  Tags.of(app).add('herald:stage', stage.name);
  return { data, public: links, pipeline, hooks, analytics, api, operations };
};
