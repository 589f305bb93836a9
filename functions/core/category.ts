import type { RateLimit } from './rate-limit.ts';
import type { SendWindow } from './send-window.ts';

/** What preferences are about. Templates name one; `templates/categories.ts` declares them. */
export interface Category {
  readonly id: string;
  /** What a preference page says of it. */
  readonly title: string;
  readonly description: string;
  /** A critical category passes opt-outs; suppression still binds it. */
  readonly critical: boolean;
  /** Whether a person may decline it; declinable mail carries List-Unsubscribe. */
  readonly declinable: boolean;
  /** Whether it advertises: carriers want to be told, and treat it otherwise. */
  readonly promotional: boolean;
  /** Whether it is on for a person who never said anything. */
  readonly enabledByDefault: boolean;
  readonly quietHours: 'HOLD' | 'PASS' | 'DROP';
  /** When it may be told, in the recipient's time zone; at other times it waits. A send may narrow it. Absent: at any time. */
  readonly sendWindow?: SendWindow;
  /** How long it is worth telling when the caller names no expiresAt. */
  readonly timeToLiveSeconds: number;
  /** What to do when a provider may have sent and we cannot know (invariant 3). */
  readonly whenUncertain: 'RESEND' | 'HOLD';
  /** Whom its mail comes from, by an id of the stage's `senders`; the stage's own sender where absent. */
  readonly sender?: string;
  /** How much of it one person hears at most; CRITICAL and what is critical pass. None: any number. */
  readonly limits: readonly RateLimit[];
  /** What becomes of what is over a limit, of its own or the stage's: told when there is room, or not at all. */
  readonly overLimit: 'DEFER' | 'DROP';
}

/** Whether a person may decline it: what is critical passes opt-outs, whatever is declared besides. */
export const isDeclinable = ({ declinable, critical }: Category): boolean =>
  declinable && !critical;

/** Every category by its id. */
export type Categories = ReadonlyMap<string, Category>;
