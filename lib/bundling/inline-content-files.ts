import type { Plugin } from 'esbuild';
import { pageFiles } from '#functions/public/page-files.ts';
import { contentFiles } from '#templates/content-files.ts';

/** What reads content from disk, and what it puts in its place in a bundle. */
const readers: readonly { readonly filter: RegExp; readonly exports: object }[] = [
  { filter: /templates[\\/]content-files\.ts$/, exports: { contentFiles } },
  { filter: /public[\\/]page-files\.ts$/, exports: { pageFiles } },
];

/** Puts the content of templates and pages into the bundle, in place of reading it from disk. */
export const inlineContentFiles: Plugin = {
  name: 'inline-content-files',
  setup: (build) => {
    for (const { filter, exports } of readers) {
      const contents = Object.entries(exports)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join('\n');
      build.onLoad({ filter }, () => ({ contents, loader: 'js' }));
    }
  },
};
