import type { StageSettings } from './stage-settings.ts';

/** The variable of every function that knows when people are left alone. */
export const quietHoursEnvironment = ({ quietHours }: StageSettings) =>
  quietHours === undefined ? {} : { QUIET_HOURS: JSON.stringify(quietHours) };

/** The variables of every function that decides who hears what and when. */
export const recipientEnvironment = (settings: StageSettings) => ({
  ...quietHoursEnvironment(settings),
  ...(settings.recipientLimits === undefined
    ? {}
    : { RECIPIENT_LIMITS: JSON.stringify(settings.recipientLimits.overall) }),
});
