/** The rules of decide.ts in their order: the first that fires decides. */
export const ruleNames = [
  'requested-channels',
  'template-content',
  'known-recipient',
  'reachable',
  'suppression',
  'preferences',
  'quiet-hours',
  'rate-limit',
] as const;

/** The rules that were looked at until that one settled the matter; all of them if none did. */
export const rulesEvaluated = (settledBy: string): readonly string[] => {
  const names: readonly string[] = ruleNames;
  const last = names.indexOf(settledBy);
  if (last >= 0) return names.slice(0, last + 1);
  // One channel after the other is a matter of what all the rules allow.
  return settledBy === 'fallback' ? [...names, settledBy] : names;
};
