/** Gives what was made under a key before, or makes it. */
export type Keep = <Made>(key: string, make: () => Made) => Made;

/** Of a locale in a time zone; a container meets few of them, and a stranger's choice cannot fill it. */
const maxReaders = 200;
const readers = new Map<string, Keep>();

/**
 * The formatters of one locale and time zone. Intl takes some 50 microseconds to make one, and a
 * tenth of that to use it.
 */
export const formattersOf = (locale: string, timeZone: string): Keep => {
  const name = `${locale} ${timeZone}`;
  const kept = readers.get(name) ?? keeper();
  // What was used last stands last.
  readers.delete(name);
  readers.set(name, kept);
  const [oldest] = readers.keys();
  if (readers.size > maxReaders && oldest !== undefined) readers.delete(oldest);
  return kept;
};

/** All keys come from closed lists of styles, digits and currencies, so it stays small. */
function keeper(): Keep {
  const formatters = new Map<string, unknown>();
  return (key, make) => {
    const made = formatters.get(key) ?? make();
    formatters.set(key, made);
    // A key names its maker, so what is kept under it is what that maker makes.
    return made as ReturnType<typeof make>;
  };
}
