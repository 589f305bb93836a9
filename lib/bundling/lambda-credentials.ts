import type { Plugin } from 'esbuild';

/**
 * The SDK's default credentials look in eight places and bring the clients of STS and SSO with them,
 * 90 KB in every bundle. A Lambda function's credentials stand in its environment, always.
 */
const fromEnvironment = `
export const defaultProvider = () => async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;

/** Replaces the SDK's chain of credential providers by the one that applies in Lambda. */
export const lambdaCredentials: Plugin = {
  name: 'lambda-credentials',
  setup: (build) => {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: 'lambda-credentials',
      namespace: 'lambda-credentials',
    }));
    build.onLoad({ filter: /.*/, namespace: 'lambda-credentials' }, () => ({
      contents: fromEnvironment,
      loader: 'js',
    }));
  },
};
