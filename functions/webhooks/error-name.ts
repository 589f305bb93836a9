/** Node's code or the error's name, by which it can be told: its message may quote an address. */
export const errorName = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
