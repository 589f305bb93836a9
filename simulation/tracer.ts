import type { VirtualClock } from './virtual-clock.ts';

/** Writes down everything that happens to one notification, and nothing about any other. */
export interface Tracer {
  /** The text is made only if somebody wants it. */
  tell(notificationId: string | undefined, text: () => string): void;
  /** For what carries its notification somewhere inside. */
  tellOf(content: string, text: () => string): void;
  readonly lines: readonly string[];
}

export const createTracer = (clock: VirtualClock, watched: string | undefined): Tracer => {
  const lines: string[] = [];
  const note = (text: string) => lines.push(`${new Date(clock.now()).toISOString()}  ${text}`);
  return {
    lines,
    tell: (notificationId, text) => {
      if (watched !== undefined && watched === notificationId) note(text());
    },
    tellOf: (content, text) => {
      if (watched !== undefined && content.includes(watched)) note(text());
    },
  };
};
