import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { invariantNamed } from '../simulation/judge/invariants.ts';
import { mutations } from '../simulation/mutations/index.ts';
import { mutate } from '../simulation/mutations/mutation.ts';

/**
 * The simulation on the product with one mutation, or as it stands; bin/mutate.ts runs it, for each is a process
 * of its own. No file is touched: the source is changed as it is loaded. Its last line is JSON: what broke.
 */
const { values } = parseArgs({
  options: {
    /** The position in simulation/mutations; absent for the product as it stands. */
    mutation: { type: 'string' },
    seed: { type: 'string', default: '1' },
    notifications: { type: 'string', default: '1000' },
    roughness: { type: 'string', default: '5' },
    aim: { type: 'string' },
    /** Whether to look for the least that breaks what broke first. */
    trace: { type: 'boolean', default: false },
    /** Nothing after the first world in which one of these breaks is of interest. */
    'stop-at': { type: 'string', multiple: true, default: [] },
  },
});

const mutation = values.mutation === undefined ? undefined : mutations[Number(values.mutation)];
if (values.mutation !== undefined && mutation === undefined)
  throw new Error(`There is no mutation ${values.mutation}`);

if (mutation !== undefined) {
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
}

// Only now: what is imported before would be loaded as it stands.
const { simulate } = await import('../simulation/simulate.ts');
const { findMinimalTrace } = await import('../simulation/minimal-trace.ts');
const { aimNamed } = await import('../simulation/weather/aims/index.ts');
const { breaches, worlds } = await simulate({
  seed: values.seed,
  notifications: Number(values.notifications),
  roughness: Number(values.roughness),
  aim: values.aim === undefined ? undefined : aimNamed(values.aim),
  stopAt: values['stop-at'].map(invariantNamed),
});
const [first] = values.trace ? breaches : [];
const minimal =
  first &&
  (await findMinimalTrace(
    {
      seed: values.seed,
      index: first.world,
      notifications: first.worldSize,
      roughness: Number(values.roughness),
      aim: values.aim === undefined ? undefined : aimNamed(values.aim),
    },
    first.invariant,
  ));
console.log(JSON.stringify({ worlds, breaches, minimal }));
