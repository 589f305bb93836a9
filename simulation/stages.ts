import { type QuietTimes, toQuietHours } from './actors/quiet-times.ts';
import { environment } from './settings.ts';

/** How the company has set up its Herald: worlds differ in it. */
export interface Stage {
  /** What every function gets; each takes what its env.ts names. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of who said nothing of theirs. */
  readonly quietTimes?: QuietTimes;
  /** Of everything that one person is told. */
  readonly limit?: { readonly count: number; readonly perSeconds: number };
}

const quietTimes: QuietTimes = {
  timeZone: 'UTC',
  offsetMinutes: 0,
  fromMinute: 22 * 60,
  toMinute: 7 * 60,
};
export const fallbackRegion = 'eu-west-1';
const limit = { count: 8, perSeconds: 86_400 };
const strictLimit = { count: 2, perSeconds: 3_600 };

export const stages = {
  plain: { environment },
  /** Mail that SES refuses goes out by another region. */
  'two-regions': {
    environment: {
      ...environment,
      FALLBACK_REGION: fallbackRegion,
      FALLBACK_CONFIGURATION_SET: 'herald',
    },
  },
  /** Texts that End User Messaging refuses go out by SNS. */
  'two-texters': { environment: { ...environment, FALLBACK_SMS_PROVIDER: 'SNS' } },
  /** Nobody is told more than so much a day. */
  limited: {
    environment: { ...environment, RECIPIENT_LIMITS: JSON.stringify([limit]) },
    limit,
  },
  strict: {
    environment: { ...environment, RECIPIENT_LIMITS: JSON.stringify([strictLimit]) },
    limit: strictLimit,
  },
  /** Nights are quiet for who does not say otherwise. */
  quiet: {
    environment: { ...environment, QUIET_HOURS: JSON.stringify(toQuietHours(quietTimes)) },
    quietTimes,
  },
} satisfies Readonly<Record<string, Stage>>;
export type StageName = keyof typeof stages;

const turns: readonly StageName[] = ['plain', 'limited', 'two-regions', 'quiet', 'two-texters'];

/** Each world is set up otherwise than the one before it. */
export const stageOf = (worldIndex: number): Stage =>
  stages[turns[worldIndex % turns.length] ?? 'plain'];
