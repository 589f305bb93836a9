import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';
import { target as suiteTarget } from './needs.ts';
import { type Answer, type CallOptions, signedRequest, unsignedRequest } from './signed-request.ts';

/** What was called, for the check that no operation is left out. */
const callsFile = inject('callsFile');

/** Calls the suite's target, or another, signed. */
export const call = (
  method: string,
  path: string,
  { target = suiteTarget, ...options }: CallOptions = {},
): Promise<Answer> => {
  appendFileSync(callsFile, `${method} ${path.split('?')[0]}\n`);
  return signedRequest(target, method, path, options);
};

/** Calls it without a signature. */
export const callUnsigned = (
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> => unsignedRequest(suiteTarget, method, path, options);
