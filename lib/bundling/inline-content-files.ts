import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { pageFiles } from '#functions/public/page-files.ts';
import { contentFiles } from '#templates/content-files.ts';
import { splitFrontMatter } from '#templates/split-front-matter.ts';

const imports = "import { brotliDecompressSync } from 'node:zlib';";

/** Files as an expression, a third of their size: mails in ten languages are much alike. */
const unpacked = (files: object): string => {
  const packed = brotliCompressSync(JSON.stringify(files)).toString('base64');
  return `JSON.parse(brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString())`;
};

/** The fields of a content file, without what is said in them. */
const outlineOf = (file: string): string => {
  const { fields } = splitFrontMatter(file);
  const head = [...fields.keys()].map((field) => `${field}: -`);
  return (head.length === 0 ? ['-'] : [...head, '---', '-']).join('\n');
};

/** That there is content, for which channel and in which languages, and nothing of what it says. */
const outlines = Object.fromEntries(
  Object.entries(contentFiles).map(([path, file]) => [path, outlineOf(file)]),
);

/**
 * Puts the content of templates and pages into the bundle, in place of reading it from disk; of templates
 * no more than outlines where nothing is rendered.
 */
export const inlineContentFiles = (renders: boolean): Plugin => {
  const readers: readonly { readonly filter: RegExp; readonly exports: object }[] = [
    {
      filter: /templates[\\/]content-files\.ts$/,
      exports: { contentFiles: renders ? contentFiles : outlines },
    },
    { filter: /public[\\/]page-files\.ts$/, exports: { pageFiles } },
  ];
  return {
    name: 'inline-content-files',
    setup: (build) => {
      for (const { filter, exports } of readers) {
        const contents = Object.entries(exports)
          .map(([name, value]) => `export const ${name} = ${unpacked(value)};`)
          .join('\n');
        build.onLoad({ filter }, () => ({ contents: `${imports}\n${contents}`, loader: 'js' }));
      }
    },
  };
};
