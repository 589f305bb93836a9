/** The rules of decide.ts in their order: the first that fires decides. */
export const ruleNames = [
  'requested-channels',
  'template-content',
  'known-recipient',
  'reachable',
  'suppression',
  'preferences',
  'quiet-hours',
] as const;

/** The rules that were looked at until that one settled the matter; all of them if none did. */
export const rulesEvaluated = (settledBy: string): readonly string[] => {
  const names: readonly string[] = ruleNames;
  const last = names.indexOf(settledBy);
  return last < 0 ? names : names.slice(0, last + 1);
};
