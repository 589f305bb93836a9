import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A resource as a template declares it, its intrinsic functions not yet resolved. */
const TemplateResource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});
export type TemplateResource = z.infer<typeof TemplateResource>;

const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), TemplateResource).default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Value: z.unknown(),
        Export: z.object({ Name: z.unknown() }).optional(),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

const StackProperties = z.object({ templateFile: z.string(), stackName: z.string().optional() });

const Assets = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** One stack of a synthesized CDK app. */
export interface Stack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
}

/** A synthesized CDK app: its stacks, and where the files lie that its templates name by S3 key. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  readonly assetPaths: ReadonlyMap<string, string>;
}

/** Account and region where the manifest leaves them open. */
export const localEnvironment = { account: '000000000000', region: 'us-east-1' } as const;

/** Reads what `cdk synth` wrote into a directory. */
export const readAssembly = (directory: string): Assembly => {
  const { artifacts } = Manifest.parse(readJson(join(directory, 'manifest.json')));
  const stacks: Stack[] = [];
  const assetPaths = new Map<string, string>();
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'aws:cloudformation:stack') {
      const { templateFile, stackName } = StackProperties.parse(artifact.properties);
      stacks.push({
        name: stackName ?? id,
        ...readEnvironment(artifact.environment ?? ''),
        template: Template.parse(readJson(join(directory, templateFile))),
      });
    }
    if (artifact.type === 'cdk:asset-manifest') {
      const file = z.object({ file: z.string() }).parse(artifact.properties).file;
      for (const { source, destinations } of Object.values(
        Assets.parse(readJson(join(directory, file))).files,
      )) {
        if (source.path === undefined) continue;
        for (const { objectKey } of Object.values(destinations)) {
          assetPaths.set(objectKey, join(directory, source.path));
        }
      }
    }
  }
  if (stacks.length === 0) throw new Error(`${directory} holds no stacks.`);
  return { stacks, assetPaths };
};

/** `aws://123456789012/eu-west-1`, or `aws://unknown-account/unknown-region`. */
function readEnvironment(environment: string): { account: string; region: string } {
  const [account = '', region = ''] = environment.replace('aws://', '').split('/');
  return {
    account: /^\d{12}$/.test(account) ? account : localEnvironment.account,
    region: /^unknown|^$/.test(region) ? localEnvironment.region : region,
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
