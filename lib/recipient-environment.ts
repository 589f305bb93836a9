import type { StageSettings } from './stages.ts';

/** The variables of every function that decides who hears what and when. */
export const recipientEnvironment = ({ quietHours, recipientLimits }: StageSettings) => ({
  ...(quietHours === undefined ? {} : { QUIET_HOURS: JSON.stringify(quietHours) }),
  ...(recipientLimits === undefined
    ? {}
    : { RECIPIENT_LIMITS: JSON.stringify(recipientLimits.overall) }),
});
