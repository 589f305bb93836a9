import type { Plugin } from 'esbuild';
import { contentFiles } from '#templates/content-files.ts';

/** Puts the templates' content into the bundle, in place of reading it from disk. */
export const inlineContentFiles: Plugin = {
  name: 'inline-content-files',
  setup: (build) => {
    build.onLoad({ filter: /templates[\\/]content-files\.ts$/ }, () => ({
      contents: `export const contentFiles = ${JSON.stringify(contentFiles)};`,
      loader: 'js',
    }));
  },
};
