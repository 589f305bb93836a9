import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { mrmlBytes } from '#functions/mjml/mrml.ts';

/** Puts the compiler of MJML into its thread's bundle, a third of its size, in place of reading it from disk. */
export const inlineMrml: Plugin = {
  name: 'inline-mrml',
  setup: (build) => {
    build.onLoad({ filter: /functions[\\/]mjml[\\/]mrml\.ts$/ }, () => {
      // The best quality would take seconds of every build.
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
      const packed = brotliCompressSync(mrmlBytes, { params }).toString('base64');
      const contents = `import { brotliDecompressSync } from 'node:zlib';
export const mrmlBytes = brotliDecompressSync(Buffer.from('${packed}', 'base64'));`;
      return { contents, loader: 'js' };
    });
  },
};
