import type { ReasonCode } from './status.ts';

/** The rules of decide.ts in their order, each with the reason that it gives: the first that fires decides. */
export const ruleReasons = [
  ['requested-channels', 'NOT_REQUESTED'],
  ['template-content', 'NO_CONTENT'],
  ['known-recipient', 'UNKNOWN_USER'],
  ['reachable', 'NO_ADDRESS'],
  ['suppression', 'SUPPRESSED'],
  ['preferences', 'OPTED_OUT'],
  ['quiet-hours', 'QUIET_HOURS'],
  ['send-window', 'SEND_WINDOW'],
  ['rate-limit', 'RATE_LIMITED'],
] as const satisfies readonly (readonly [string, ReasonCode])[];
export type RuleName = (typeof ruleReasons)[number][0];

/** The rules that were looked at until that one settled the matter; all of them if none did. */
export const rulesEvaluated = (settledBy: string): readonly string[] => {
  const names: readonly string[] = ruleReasons.map(([name]) => name);
  const last = names.indexOf(settledBy);
  if (last >= 0) return names.slice(0, last + 1);
  // One channel after the other is a matter of what all the rules allow.
  return settledBy === 'fallback' ? [...names, settledBy] : names;
};
