import type { ChannelName } from '#core/channel.ts';
import { beginChange, confirmChange, ownsAddress, type Person, staleMs } from './people.ts';

/** Addresses that a channel must not write to any more, as everybody outside knows it. */
export interface AddressBans {
  /** The word is on its way: from now on it may count or not. Returns what says that it was heard. */
  announce(channel: ChannelName, address: string): () => void;
  /** Whether it had been heard for so long that who decided at that time had to know. */
  isBanned(channel: ChannelName, address: string, at: number): boolean;
  /** Whether the word was on its way by then, so that it may count or not. */
  isInDoubt(channel: ChannelName, address: string, at: number): boolean;
}

export const createAddressBans = (people: readonly Person[], now: () => number): AddressBans => {
  const announcedAt = new Map<string, number>();
  const heardAt = new Map<string, number>();
  const nameOf = (channel: ChannelName, address: string) => `${channel} ${address.toLowerCase()}`;
  const isBanned: AddressBans['isBanned'] = (channel, address, at) => {
    const heard = heardAt.get(nameOf(channel, address));
    return heard !== undefined && heard + staleMs <= at;
  };
  return {
    isBanned,
    isInDoubt: (channel, address, at) =>
      (announcedAt.get(nameOf(channel, address)) ?? Number.POSITIVE_INFINITY) <= at &&
      !isBanned(channel, address, at),
    announce: (channel, address) => {
      const name = nameOf(channel, address);
      announcedAt.set(name, Math.min(announcedAt.get(name) ?? Number.POSITIVE_INFINITY, now()));
      const owners = people.filter((person) => ownsAddress(person, channel, address));
      for (const owner of owners) beginChange(owner, undefined, now());
      let isHeard = false;
      return () => {
        if (isHeard) return;
        isHeard = true;
        for (const owner of owners) confirmChange(owner, now());
        heardAt.set(name, Math.min(heardAt.get(name) ?? Number.POSITIVE_INFINITY, now()));
      };
    },
  };
};
