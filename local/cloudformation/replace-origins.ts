import type { Deployment } from './resolve-assembly.ts';

/**
 * Puts the local address of each REST API where the templates build its AWS address:
 * `https://API_ID.execute-api.REGION.amazonaws.com`. Origins are by API id.
 */
export const replaceOrigins = (
  deployment: Deployment,
  origins: ReadonlyMap<string, string>,
): Deployment => {
  const replaceText = (text: string) =>
    text.replace(
      /https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com/g,
      (whole, apiId: string) => origins.get(apiId) ?? whole,
    );
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return replaceText(value);
    if (Array.isArray(value)) return value.map(replace);
    return typeof value === 'object' && value !== null ? replaceEach(value) : value;
  };
  const replaceEach = (values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, replace(value)]));
  return {
    resources: deployment.resources.map((resource) => ({
      ...resource,
      properties: replaceEach(resource.properties),
    })),
    outputs: new Map([...deployment.outputs].map(([name, value]) => [name, replaceText(value)])),
  };
};
