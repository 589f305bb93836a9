import { dirname } from 'node:path';
import type { FunctionDefinition } from './function-definition.ts';

/** What a function finds in its environment: Lambda's own variables, the local servers, its own. */
export const localEnvironment = (
  { name, region, memoryMb, file, environment }: FunctionDefinition,
  endpoints: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  // The local servers ask nobody who they are; the SDK wants something to sign with.
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  LAMBDA_TASK_ROOT: dirname(file),
  LANG: 'en_US.UTF-8',
  NODE_OPTIONS: '',
  ...endpoints,
  // Last, as on AWS, where a function's own variables win over all but the reserved ones.
  ...environment,
});
