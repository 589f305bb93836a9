import * as z from 'zod';
import { findMinimalTrace } from '../simulation/minimal-trace.ts';
import { simulate, sizeOfWorld } from '../simulation/simulate.ts';
import { aimNamed, aims } from '../simulation/weather/aims/index.ts';
import { runWorld } from '../simulation/world.ts';
import { countFrom, numberFrom, readFlags } from './command-line/read-flags.ts';

const help = `npm run simulate -- [--seed 1] [--notifications 10000] [--roughness 1]

Runs the product's own code in virtual time, on queues, tables and providers that fail in every way that AWS
documents, and holds what came of it against the invariants. The same seed does the same. The last line is JSON:

  {"accepted","sent","delivered","skipped","failed","expired","cancelled","uncertain","parked","lost","twice"}

It exits with 1 if an invariant breaks, after the least that breaks it.

  --seed            any text
  --notifications   how many are sent, over many worlds
  --roughness       how many times more often something goes wrong than usual
  --aim             one thing that goes wrong again and again, by its name in simulation/weather/aims/
  --no-trace        does not look for the least that breaks an invariant
  --world           one world alone, by its number
  --watch           with --world: the id of a notification whose every step is printed
`;

const { seed, notifications, roughness, world, watch, ...flags } = readFlags({
  help,
  flags: {
    seed: { type: 'string' },
    notifications: { type: 'string' },
    roughness: { type: 'string' },
    aim: { type: 'string' },
    'no-trace': { type: 'boolean' },
    world: { type: 'string' },
    watch: { type: 'string' },
  },
  schema: z.object({
    seed: z.string().default('1'),
    notifications: countFrom(1).default(10_000),
    roughness: numberFrom(0).default(1),
    aim: z
      .string()
      .refine((name) => Object.hasOwn(aims, name), `is one of ${Object.keys(aims).join(', ')}`)
      .optional(),
    'no-trace': z.boolean().default(false),
    world: countFrom(0).optional(),
    watch: z.string().optional(),
  }),
});

const aim = flags.aim === undefined ? undefined : aimNamed(flags.aim);

if (world !== undefined) {
  const worldSize = aim?.worldSize ?? sizeOfWorld(world);
  const { trace, breaches } = await runWorld({
    seed,
    index: world,
    notifications: worldSize,
    aim,
    watched: watch,
    roughness,
  });
  for (const line of trace) console.log(line);
  for (const { invariant, notificationId, detail } of breaches)
    console.log(`BROKEN ${invariant}: ${notificationId ?? ''} ${detail}`);
  process.exit(breaches.length > 0 ? 1 : 0);
}

/** How often a long run says how far it is. */
const tellEveryMs = 10_000;

const startedAt = performance.now();
let toldAt = startedAt;
const { totals, breaches, worlds, weather } = await simulate({
  seed,
  notifications,
  roughness,
  aim,
  onProgress: (done, broken) => {
    const now = performance.now();
    if (now - toldAt < tellEveryMs) return;
    toldAt = now;
    const spent = `${Math.round((now - startedAt) / 1000)} s`;
    const bad = broken === 0 ? 'all as it should be' : `${broken} broken`;
    process.stderr.write(
      `${done.toLocaleString('en')} of ${notifications.toLocaleString('en')}, ${spent}, ${bad}\n`,
    );
  },
});
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage();

const byInvariant = Map.groupBy(breaches, ({ invariant }) => invariant);
for (const [invariant, found] of byInvariant) {
  console.log(`BROKEN ${found.length} x ${invariant}`);
  for (const { world, notificationId, detail } of found.slice(0, 5))
    console.log(`  world ${world} ${notificationId ?? ''} ${detail}`);
}
const [first] = breaches;
if (first !== undefined && !flags['no-trace']) {
  process.stderr.write(
    `Looking for the least that breaks "${first.invariant}" in world ${first.world}; of a crowded world that takes minutes.\n`,
  );
  const minimal = await findMinimalTrace(
    {
      seed,
      index: first.world,
      notifications: first.worldSize,
      roughness,
      aim,
    },
    first.invariant,
  );
  if (minimal !== undefined) {
    const { breach, sends, faults, lines } = minimal;
    console.log(`\nThe least that breaks "${breach.invariant}" in world ${first.world}:`);
    console.log(`${sends.length} calls that send, ${faults.length} faults; ${breach.detail}`);
    for (const line of lines) console.log(`  ${line}`);
  }
}
const { resent, ...counted } = totals;
console.log(`weather ${JSON.stringify(weather)}`);
console.log(
  `${worlds} worlds in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of one core); ${resent} sent again in a crash window (RESEND)`,
);
console.log(JSON.stringify(counted));
process.exitCode = breaches.length > 0 ? 1 : 0;
