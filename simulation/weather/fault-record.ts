import type { CallFault, Faults } from './faults.ts';

/** One thing that went wrong: the how-manieth decision of its kind, and what was decided. */
export interface FaultDecision {
  readonly kind: keyof Faults;
  readonly position: number;
  readonly fault: CallFault;
}

/** Writes down what goes wrong, so that it can be played again, or some of it. */
export const recordFaults = (faults: Faults, decisions: FaultDecision[]): Faults => {
  const note = createCounter();
  const decide = (kind: keyof Faults, fault: CallFault): boolean => {
    const position = note(kind);
    if (fault !== 'none') decisions.push({ kind, position, fault });
    return fault !== 'none';
  };
  const asFault = (isWrong: boolean): CallFault => (isWrong ? 'repeated' : 'none');
  return {
    onCall: (...call) => {
      const fault = faults.onCall(...call);
      decide('onCall', fault);
      return fault;
    },
    isDuplicated: (queue) => decide('isDuplicated', asFault(faults.isDuplicated(queue))),
    isDeletionForgotten: (queue) =>
      decide('isDeletionForgotten', asFault(faults.isDeletionForgotten(queue))),
    isResponseLost: () => decide('isResponseLost', asFault(faults.isResponseLost())),
  };
};

/** Only what was written down goes wrong. */
export const replayFaults = (decisions: readonly FaultDecision[]): Faults => {
  const planned = new Map(decisions.map((one) => [`${one.kind} ${one.position}`, one.fault]));
  const note = createCounter();
  const next = (kind: keyof Faults): CallFault => planned.get(`${kind} ${note(kind)}`) ?? 'none';
  return {
    onCall: () => next('onCall'),
    isDuplicated: () => next('isDuplicated') !== 'none',
    isDeletionForgotten: () => next('isDeletionForgotten') !== 'none',
    isResponseLost: () => next('isResponseLost') !== 'none',
  };
};

function createCounter(): (kind: keyof Faults) => number {
  const counts = new Map<keyof Faults, number>();
  return (kind) => {
    const position = counts.get(kind) ?? 0;
    counts.set(kind, position + 1);
    return position;
  };
}
