import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { createHunt, type MutantRun, type Verdict } from '../simulation/mutations/hunt.ts';
import { mutations } from '../simulation/mutations/index.ts';
import type { Mutation } from '../simulation/mutations/mutation.ts';
import { type FoundBreach, sizeOfWorld } from '../simulation/simulate.ts';
import type { Aim } from '../simulation/weather/aim.ts';
import { aims } from '../simulation/weather/aims/index.ts';
import { countFrom, numberFrom, readFlags } from './command-line/read-flags.ts';

const help = `npm run mutate -- [--only TEXT] [--seeds 6] [--worlds 4]

Takes one safeguard of the product away at a time, runs the simulation on what is left, and says which invariant
noticed. The last line is JSON: {"mutations","caught","survivors"}. It exits with 1 if one survives.

  --only        only those whose name, file or aim holds this
  --seeds       how many are tried before a mutation has survived
  --worlds      worlds for each seed
  --roughness   how many times more often something goes wrong than usual (5)
`;

const { only, seeds, worlds, roughness } = readFlags({
  help,
  flags: {
    only: { type: 'string' },
    seeds: { type: 'string' },
    worlds: { type: 'string' },
    roughness: { type: 'string' },
  },
  schema: z.object({
    only: z.string().default(''),
    seeds: countFrom(1).default(6),
    worlds: countFrom(1).default(4),
    roughness: numberFrom(0).default(5),
  }),
});

const root = join(import.meta.dirname, '..');

/** Every kind of weather has its turn; of an aimed world each is like the other. */
const notificationsFor = (aim: string | undefined): number => {
  const size = Object.entries<Aim>(aims).find(([name]) => name === aim)?.[1].worldSize;
  return Array.from({ length: worlds }, (_, index) => size ?? sizeOfWorld(index)).reduce(
    (sum, one) => sum + one,
  );
};

/** The simulation until it is done, or until what was to break is broken. */
const run = ({ mutation, seed, aim, stopAt }: MutantRun): Promise<readonly FoundBreach[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(root, 'bin/simulate-mutated.ts'),
        ...(mutation === undefined ? [] : ['--mutation', String(mutation)]),
        ...(aim === undefined ? [] : ['--aim', aim]),
        ...['--seed', String(seed), '--roughness', String(roughness)],
        ...['--notifications', String(notificationsFor(aim))],
        ...stopAt.flatMap((invariant) => ['--stop-at', invariant]),
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let [said, complained] = ['', ''];
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk) => {
      complained += chunk;
    });
    child.on('close', (code) => {
      // A product that does not even start proves nothing.
      if (code !== 0) return reject(new Error(`A run ended with ${code}:\n${said}${complained}`));
      resolve(JSON.parse(said.trim().split('\n').at(-1) ?? '').breaches);
    });
  });

const chosen = [...mutations.entries()].filter(([, { name, file, aim }]) =>
  `${name} ${file} ${aim}`.includes(only),
);
if (chosen.length === 0) {
  console.error(`No mutation holds "${only}" in its name, file or aim`);
  process.exit(2);
}
const hunt = createHunt({ seeds, run });
const startedAt = performance.now();
const secondsSince = (time: number) => ((performance.now() - time) / 1000).toFixed(0);
let [done, survivors] = [0, 0];

const tell = ({ name, file, breaks, aim }: Mutation, verdict: Verdict, seconds: string) => {
  done += 1;
  const place = `[${String(done).padStart(2)}/${chosen.length}]`;
  const worldsOf = aim === undefined ? 'ordinary weather' : `aimed at "${aim}"`;
  if (verdict.kind === 'caught') {
    const { seed, breach } = verdict;
    console.log(`${place} caught    ${name}`);
    console.log(`        in ${file}`);
    console.log(`        by "${breach.invariant}": ${breach.detail}`);
    console.log(`        seed ${seed}, world ${breach.world}, ${worldsOf}; ${seconds} s`);
    return;
  }
  survivors += 1;
  const { others } = verdict;
  const instead = others.length === 0 ? 'nothing' : `only ${others.map((one) => `"${one}"`)}`;
  console.log(`${place} SURVIVED  ${name}`);
  console.log(`        in ${file}`);
  console.log(
    `        was to break ${breaks.map((one) => `"${one}"`).join(' or ')}; ${instead} broke`,
  );
  console.log(`        ${seeds} seeds, ${worldsOf}; ${seconds} s`);
};

// As many at once as there are processors.
const left = chosen.values();
const work = async () => {
  for (const [position, mutation] of left) {
    const began = performance.now();
    tell(mutation, await hunt(position, mutation), secondsSince(began));
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${chosen.length} mutations in ${secondsSince(startedAt)} s`);
console.log(
  JSON.stringify({ mutations: chosen.length, caught: chosen.length - survivors, survivors }),
);
process.exitCode = survivors > 0 ? 1 : 0;
