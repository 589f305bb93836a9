import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const exported = /^export (?:const|function) (\w+)/gm;

/**
 * Every zod schema can write itself as JSON Schema, which takes 19 KB in every bundle, and most functions
 * never ask for it. Whoever does in a bundle without it is told so.
 */
export const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  setup: (build) => {
    const filter = /zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/;
    build.onLoad({ filter }, ({ path }) => {
      const names = [...readFileSync(path, 'utf8').matchAll(exported)].map(([, name]) => name);
      const stubs = names.map((name) =>
        // These two are called for every schema, and what they make when somebody asks.
        name?.startsWith('create')
          ? `export const ${name} = () => absent;`
          : `export const ${name} = absent;`,
      );
      const absent = `const absent = () => { throw new Error('This bundle writes no JSON Schema'); };`;
      // zod exports it under the name of a global.
      const renamed = path.endsWith('to-json-schema.js') ? ['export { absent as process };'] : [];
      return { contents: [absent, ...stubs, ...renamed].join('\n'), loader: 'js' };
    });
  },
};
