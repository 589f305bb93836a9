/** One run of a function, from its event to its answer or its death. */
export interface Invocation {
  readonly id: number;
  readonly functionName: string;
  readonly startedAt: number;
  state: 'running' | 'returned' | 'dead';
  /** When a call of it met a fault last. */
  disturbedAt: number | undefined;
  /** Whether one of those may have kept it from recording PARKED. */
  couldNotPark: boolean;
  /** Records, messages and schedules that it made. */
  stored: number;
  /** Ends it between two awaits: nothing of it is heard any more. */
  die(): void;
}
