import { expect } from 'vitest';
import { Simulation } from './contract.ts';
import { call } from './signed-call.ts';

/** What the target says that a send would come to. */
export const simulate = async (body: unknown): Promise<Simulation> => {
  const answer = await call('POST', '/notifications/simulate', { body });
  expect(answer, answer.text).toMatchObject({ status: 200 });
  return Simulation.parse(answer.body);
};
