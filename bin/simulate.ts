import { parseArgs } from 'node:util';
import { aimNamed } from '../simulation/aims.ts';
import { findMinimalTrace } from '../simulation/minimal-trace.ts';
import { simulate, sizeOfWorld } from '../simulation/simulate.ts';
import { runWorld } from '../simulation/world.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    notifications: { type: 'string', default: '10000' },
    /** How many times more often something goes wrong than usual. */
    roughness: { type: 'string', default: '1' },
    /** What goes wrong again and again, by its name in simulation/aims.ts. */
    aim: { type: 'string' },
    'no-trace': { type: 'boolean', default: false },
    /** One world alone, and every step of one notification in it. */
    world: { type: 'string' },
    watch: { type: 'string' },
  },
});

const aim = values.aim === undefined ? undefined : aimNamed(values.aim);

if (values.world !== undefined) {
  const { trace } = await runWorld({
    seed: values.seed,
    index: Number(values.world),
    notifications: aim?.worldSize ?? sizeOfWorld(Number(values.world)),
    aim,
    watched: values.watch,
    roughness: Number(values.roughness),
  });
  console.log(trace.join('\n'));
  process.exit(0);
}

const startedAt = performance.now();
const { totals, breaches, worlds, weather } = await simulate({
  seed: values.seed,
  notifications: Number(values.notifications),
  roughness: Number(values.roughness),
  aim,
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
if (first !== undefined && !values['no-trace']) {
  const minimal = await findMinimalTrace(
    {
      seed: values.seed,
      index: first.world,
      notifications: first.worldSize,
      roughness: Number(values.roughness),
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
