import type { ChannelName } from '#core/channel.ts';
import type { Gateway } from '../cloud/gateway.ts';
import type { Pauses } from '../judge/pauses.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';

/** Whoever is on call: pauses a channel, and lets it send again. */
export interface Operators {
  pause(channel: ChannelName, forMs: number): void;
}

interface OperatorsOptions {
  readonly gateway: Gateway;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly pauses: Pauses;
}

export const createOperators = ({
  gateway,
  clock,
  random,
  pauses,
}: OperatorsOptions): Operators => {
  /** Until it is answered. */
  const insist = (channel: ChannelName, state: 'PAUSED' | 'ACTIVE', onDone: () => void) =>
    gateway({ method: 'PUT', path: `/channels/${channel}`, body: { state } }, ({ status }) => {
      if (status === 200) onDone();
      else clock.after(5_000 + random.below(5_000), () => insist(channel, state, onDone));
    });
  return {
    pause: (channel, forMs) =>
      insist(channel, 'PAUSED', () => {
        pauses.paused(channel);
        clock.after(forMs, () => {
          pauses.resumed(channel);
          insist(channel, 'ACTIVE', () => {});
        });
      }),
  };
};
