import * as z from 'zod';
import { Instant } from './instant.ts';

/** A provider that nobody calls for now, because too many calls in a row of somebody's failed. */
export const Circuit = z.object({
  since: Instant,
  /** When one call may try it; moved on by whoever does, so that it is one alone. */
  openUntil: Instant,
  /** What the last failure was, as the provider named it. */
  cause: z.string(),
});
export type Circuit = z.infer<typeof Circuit>;

/** CLOSED: called as ever. OPEN: nobody calls it. HALF_OPEN: one call may try it. */
export const circuitStates = ['CLOSED', 'OPEN', 'HALF_OPEN'] as const;
export type CircuitState = (typeof circuitStates)[number];

/** How long nobody calls a provider that failed, and how long one trial may take. */
export const coolDownMs = 15_000;

/** What a container remembers of its calls to a provider. */
export interface Tally {
  readonly since: number;
  readonly calls: number;
  readonly failures: number;
}

const windowMs = 60_000;
/** Fewer prove nothing; each delivery's own retries do for them. */
const leastCalls = 5;
const tooManyFailures = 0.5;

export const circuitState = (circuit: Circuit | undefined, now: number): CircuitState => {
  if (circuit === undefined) return 'CLOSED';
  return now < circuit.openUntil ? 'OPEN' : 'HALF_OPEN';
};

/** A tally with one more call, begun anew where it is older than a minute. */
export const tallied = (tally: Tally | undefined, hasFailed: boolean, now: number): Tally => {
  const current =
    tally !== undefined && now - tally.since < windowMs
      ? tally
      : { since: now, calls: 0, failures: 0 };
  return {
    since: current.since,
    calls: current.calls + 1,
    failures: current.failures + (hasFailed ? 1 : 0),
  };
};

/** Whether a provider fails so often that calling it helps nobody. */
export const failsTooOften = ({ calls, failures }: Tally): boolean =>
  calls >= leastCalls && failures / calls >= tooManyFailures;
