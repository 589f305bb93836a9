import type { Plugin } from 'esbuild';
import metadata from 'libphonenumber-js/min/metadata';
import * as z from 'zod';

/** What the library holds of each country is a list; this is where it says how to format for reading. */
const formatsPosition = 4;

const Countries = z.record(z.string(), z.array(z.unknown()));
const Metadata = z.looseObject({ countries: Countries, nonGeographic: Countries });

/** Herald reads phone numbers and never formats them: 50 KB in every bundle are for nothing. */
const withoutFormats = (): string => {
  const { countries, nonGeographic, ...rest } = Metadata.parse(metadata);
  const lean = (all: z.infer<typeof Countries>) =>
    Object.fromEntries(
      Object.entries(all).map(([country, rules]) => [
        country,
        rules.map((rule, position) => (position === formatsPosition ? 0 : rule)),
      ]),
    );
  return JSON.stringify({
    ...rest,
    countries: lean(countries),
    nonGeographic: lean(nonGeographic),
  });
};

/** Keeps of libphonenumber-js's data what it takes to read a number. */
export const phoneNumberRules: Plugin = {
  name: 'phone-number-rules',
  setup: (build) => {
    build.onLoad({ filter: /libphonenumber-js[\\/]metadata\.min\.json\.js$/ }, () => ({
      contents: `export default ${withoutFormats()};`,
      loader: 'js',
    }));
  },
};
