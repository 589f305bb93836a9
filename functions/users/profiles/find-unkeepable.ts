/** What of a value cannot be kept, and where it stands in it. */
interface Unkeepable {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** DynamoDB nests 32 levels, of which a profile takes some. */
const mostLevels = 16;

/** DynamoDB keeps no number nearer to 0. */
const least = 1e-130;

/** The first thing in a JSON value that DynamoDB would refuse, or that would not come back as it was. */
export const findUnkeepable = (
  value: unknown,
  path: readonly (string | number)[] = [],
): Unkeepable | undefined => {
  if (typeof value === 'number' && !isKeepable(value)) {
    return { path, message: 'must be a number that JSON keeps exactly; write others as text' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= mostLevels) return { path, message: `must not be ${mostLevels} levels deep` };
  for (const [key, member] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '') return { path: place, message: 'must have a name' };
    const found = findUnkeepable(member, place);
    if (found !== undefined) return found;
  }
  return undefined;
};

function isKeepable(value: number): boolean {
  const size = Math.abs(value);
  return size <= Number.MAX_SAFE_INTEGER && (size === 0 || size >= least);
}
