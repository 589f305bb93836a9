import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 150;

/** How long something may take before the test gives up on it: not a measure of speed; emulators are slow. */
const patienceMs = 90_000;

/** Looks again and again until there is something, and fails with what was last seen. */
export const waitFor = async <Value>(
  what: string,
  look: () => Promise<Value | undefined>,
  lastSeen: () => string = () => '',
): Promise<Value> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (performance.now() > deadline) {
      throw new Error(`Waited ${patienceMs / 1000} s in vain for ${what}. ${lastSeen()}`.trim());
    }
    await sleep(everyMs);
  }
};
