import { join } from 'node:path';
import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';

/** A Lambda function as a template declares it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** The bundle that exports the handler. */
  readonly file: string;
  readonly exportName: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

const FunctionProperties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().startsWith('nodejs', 'only Node.js functions run locally'),
  // Lambda's own defaults.
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Environment: z
    .object({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
});

/** Reads an AWS::Lambda::Function; `assetPaths` says where the code of an S3 key lies. */
export const readFunction = (
  resource: Resource,
  assetPaths: ReadonlyMap<string, string>,
): FunctionDefinition => {
  const properties = FunctionProperties.parse(resource.properties);
  const directory = assetPaths.get(properties.Code.S3Key);
  if (directory === undefined) {
    throw new Error(
      `The code of ${resource.ref} (${properties.Code.S3Key}) is not in the assembly.`,
    );
  }
  const dot = properties.Handler.lastIndexOf('.');
  return {
    name: resource.ref,
    arn: resource.attributes.Arn ?? resource.ref,
    region: resource.region,
    file: join(directory, `${properties.Handler.slice(0, dot)}.mjs`),
    exportName: properties.Handler.slice(dot + 1),
    timeoutSeconds: properties.Timeout,
    memoryMb: properties.MemorySize,
    environment: properties.Environment.Variables,
  };
};

/** The name in a function's name, ARN, or ARN of a version or alias. */
export const functionNameOf = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? nameOrArn) : nameOrArn;
