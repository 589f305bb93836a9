import type { Send } from './channel.ts';

/** One that carries a channel's messages, such as SES; a channel may have another to turn to. */
export interface Provider {
  /** As a delivery's record names it. */
  readonly name: string;
  readonly send: Send;
  /** Of feedback that names the delivery: within so many seconds; 0 where it gives none. */
  readonly feedbackWithinSeconds: number;
  /** Whether a failure says something of the next message: not where each person has a receiver of their own. */
  readonly isShared: boolean;
}
