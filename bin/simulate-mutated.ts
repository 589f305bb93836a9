import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mutations } from '../simulation/mutations/index.ts';
import { mutate } from '../simulation/mutations/mutation.ts';

/**
 * `bin/simulate.ts` on the product as it loads with the mutation at the position that HERALD_MUTATION
 * names. No file is touched.
 */
const mutation = mutations[Number(process.env.HERALD_MUTATION)];
if (mutation === undefined) throw new Error(`There is no mutation ${process.env.HERALD_MUTATION}`);
const url = pathToFileURL(join(import.meta.dirname, '..', mutation.file)).href;
let isLoaded = false;

registerHooks({
  load: (loaded, context, next) => {
    const result = next(loaded, context);
    if (loaded !== url) return result;
    isLoaded = true;
    return { ...result, source: mutate(String(result.source), mutation) };
  },
});

process.on('exit', () => {
  if (isLoaded) return;
  console.error(`${mutation.file} was never loaded`);
  process.exitCode = 3;
});

await import('./simulate.ts');
