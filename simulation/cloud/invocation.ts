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
  /** Notifications that it wrote, or meant to, by their id. */
  readonly stored: Set<string>;
  /** Ends it between two awaits: nothing of it is heard any more. */
  die(): void;
}
