import type { ApiResource } from './rest-api.ts';

/** The resource that serves a path, and what its parameters are. */
export interface ResourceMatch {
  readonly resource: ApiResource;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the resource of a path as API Gateway does: literal before parameter before greedy. */
export const createMatchResource = (
  resources: readonly ApiResource[],
): ((path: string, method: string) => ResourceMatch | undefined) => {
  const patterns = resources
    .map((resource) => ({ resource, segments: segmentsOf(resource.path) }))
    .sort((one, other) => compare(one.segments, other.segments));
  return (path, method) => {
    const segments = segmentsOf(path);
    for (const { resource, segments: pattern } of patterns) {
      if (!resource.methods.has(method) && !resource.methods.has('ANY')) continue;
      const pathParameters = match(pattern, segments);
      if (pathParameters !== undefined) return { resource, pathParameters };
    }
    return undefined;
  };
};

function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .filter((segment, index, all) => {
      // A slash at the end changes nothing.
      return segment !== '' || index < all.length - 1;
    });
}

function match(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name?.endsWith('+')) {
      parameters[name.slice(0, -1)] = segments.slice(index).map(decode).join('/');
      return parameters;
    }
    if (name !== undefined) parameters[name] = decode(segment);
    else if (part !== segment) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
}

const weight = (part: string | undefined): number => {
  if (part === undefined) return 3;
  if (!part.startsWith('{')) return 0;
  return part.endsWith('+}') ? 2 : 1;
};

function compare(one: readonly string[], other: readonly string[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = weight(one[index]) - weight(other[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
