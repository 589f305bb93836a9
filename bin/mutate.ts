import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutations } from '../simulation/mutations/index.ts';

const { values } = parseArgs({
  options: {
    /** Only those whose name or file holds this. */
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '6' },
    notifications: { type: 'string', default: '2500' },
    roughness: { type: 'string', default: '5' },
  },
});

const root = join(import.meta.dirname, '..');

/** Runs the simulation until something breaks; on a mutated product, or on the product as it stands. */
const run = (
  position: number | undefined,
  seed: number,
  aim: string | undefined,
): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        join(root, 'bin', position === undefined ? 'simulate.ts' : 'simulate-mutated.ts'),
        ...['--stop-at-breach', '--no-trace', '--roughness', values.roughness],
        ...['--seed', String(seed), '--notifications', values.notifications],
        ...(aim === undefined ? [] : ['--aim', aim]),
      ],
      { cwd: root, env: { ...process.env, HERALD_MUTATION: String(position) } },
    );
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('close', (code) => resolve({ code: code ?? 2, said }));
  });

/** How the simulation missed it; undefined where it noticed nothing. */
const findBreach = async (
  position: number,
  aim: string | undefined,
): Promise<string | undefined> => {
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    const { code, said } = await run(position, seed, aim);
    const broken = /^BROKEN .*$/m.exec(said)?.[0];
    if (code === 1 && broken !== undefined) return `seed ${seed}: ${broken}`;
    // A product that does not even start proves nothing.
    if (code !== 0) throw new Error(`"${mutations[position]?.name}" ended with ${code}:\n${said}`);
  }
  return undefined;
};

/** Runs as many at once as there are processors. */
const pool = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>) => {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
};

const chosen = [...mutations.entries()].filter(([, { name, file }]) =>
  `${name} ${file}`.includes(values.only),
);

// What breaks by itself would catch every mutation.
const seeds = Array.from({ length: Number(values.seeds) }, (_, position) => position + 1);
const aimsTaken = [undefined, ...new Set(chosen.flatMap(([, { aim }]) => aim ?? []))];
await pool(
  aimsTaken.flatMap((aim) => seeds.map((seed) => ({ aim, seed }))),
  async ({ aim, seed }) => {
    const { code, said } = await run(undefined, seed, aim);
    if (code === 0) return;
    const where = aim === undefined ? '' : ` aimed at ${aim}`;
    throw new Error(`The product as it stands breaks with seed ${seed}${where}:\n${said}`);
  },
);

let survivors = 0;
await pool(chosen, async ([position, { name, file, aim }]) => {
  const startedAt = performance.now();
  const breach = await findBreach(position, aim);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  if (breach === undefined) survivors += 1;
  console.log(`${breach === undefined ? 'SURVIVED' : 'caught  '} ${file}: ${name}`);
  console.log(`         ${breach ?? 'nothing broke'} (${seconds} s)`);
});
console.log(JSON.stringify({ mutations: chosen.length, survivors }));
process.exitCode = survivors > 0 ? 1 : 0;
