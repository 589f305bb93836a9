import { expect } from 'vitest';
import { makeUser } from './herald.ts';
import { target as suiteTarget } from './needs.ts';

/** Moves the target's clock; it answers when everything that fell due has been released. */
export const advanceClock = async (advanceSeconds: number, target = suiteTarget): Promise<void> => {
  const response = await fetch(`${target.controlUrl}/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds }),
  });
  expect(response.status, await response.text()).toBe(200);
};

/** The target's own time: earlier tests may have moved its clock. */
export const targetNow = async (): Promise<number> => Date.parse((await makeUser()).updatedAt);
