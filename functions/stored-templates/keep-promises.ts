interface KeepOptions {
  readonly most: number;
  /** For as long as the container lives, where nothing is said. */
  readonly forMs?: number;
  readonly now: () => number;
}

/**
 * Keeps what was read under a key, and asks once for what many want at the same time; the oldest goes
 * first. What failed, and what was not there, is asked for again.
 */
export const keepPromises = <Rest extends readonly unknown[], Value>(
  read: (key: string, ...rest: Rest) => Promise<Value | undefined>,
  { most, forMs = Number.POSITIVE_INFINITY, now }: KeepOptions,
): ((key: string, ...rest: Rest) => Promise<Value | undefined>) => {
  const kept = new Map<string, { readonly value: Promise<Value | undefined>; until: number }>();
  return (key, ...rest) => {
    const known = kept.get(key);
    if (known !== undefined && now() < known.until) return known.value;
    const reading = { value: read(key, ...rest), until: now() + forMs };
    // A key that is read anew is the youngest again.
    kept.delete(key);
    kept.set(key, reading);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    const forget = () => {
      if (kept.get(key) === reading) kept.delete(key);
    };
    reading.value.then((value) => {
      if (value === undefined) forget();
    }, forget);
    return reading.value;
  };
};
