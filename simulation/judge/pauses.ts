import type { ChannelName } from '#core/channel.ts';

/** Channels that somebody on call has paused, as they know it. */
export interface Pauses {
  /** It was confirmed that it is paused. */
  paused(channel: ChannelName): void;
  /** Somebody asked to let it send again; from now on it may. */
  resumed(channel: ChannelName): void;
  /** A lane could not read whether its channel is paused: it goes on as it was. */
  unreadable(): void;
  /** Seconds for which a channel had been paused, where nobody may send by it any more. */
  pausedFor(channel: ChannelName): number | undefined;
}

/** A lane looks every five seconds, and what it has claimed by then is sent within its function's time. */
const graceMs = 30_000;

export const createPauses = (now: () => number): Pauses => {
  const since = new Map<ChannelName, number>();
  let unreadableAt = Number.NEGATIVE_INFINITY;
  return {
    paused: (channel) => since.set(channel, now()),
    resumed: (channel) => since.delete(channel),
    unreadable: () => {
      unreadableAt = now();
    },
    pausedFor: (channel) => {
      const from = since.get(channel);
      if (from === undefined || now() - Math.max(from, unreadableAt) <= graceMs) return undefined;
      return Math.round((now() - from) / 1000);
    },
  };
};
