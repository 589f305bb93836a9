import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import * as z from 'zod';

const Package = z.object({ version: z.string() });

/** An AWS client brings its whole package.json, 2 KB each, for the version that it tells AWS. */
export const clientVersions: Plugin = {
  name: 'client-versions',
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = Package.parse(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
