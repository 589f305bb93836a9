import type { ChannelName } from '#core/channel.ts';
import { beginChange, confirmChange, ownsAddress, type Person, staleMs } from '../actors/people.ts';

/** What is said of an address: that it is written to no more, by whoever has a say, or by its owner, who may start again. */
export type AddressWord = 'BANNED' | 'STOP' | 'START';

/** Addresses that a channel must not write to any more, as everybody outside knows it. */
export interface AddressBans {
  /** A word is on its way: from now on it may count or not. Returns what says that it was heard. */
  announce(channel: ChannelName, address: string, word: AddressWord): () => void;
  /** Whether who decided at that time had to know that it is not written to. */
  isBanned(channel: ChannelName, address: string, at: number): boolean;
  /** Whether who decided at that time could think so or not. */
  isInDoubt(channel: ChannelName, address: string, at: number): boolean;
}

interface Announced {
  readonly word: AddressWord;
  readonly at: number;
  /** Infinity while nobody has heard it. */
  heardAt: number;
}

export const createAddressBans = (people: readonly Person[], now: () => number): AddressBans => {
  const announced = new Map<string, Announced[]>();
  const nameOf = (channel: ChannelName, address: string) => `${channel} ${address.toLowerCase()}`;
  const wordsOn = (channel: ChannelName, address: string): readonly Announced[] =>
    announced.get(nameOf(channel, address)) ?? [];
  const isBanned: AddressBans['isBanned'] = (channel, address, at) =>
    isBannedBy(
      wordsOn(channel, address),
      (one) => isKnown(one, at),
      (one) => one.at <= at,
    );
  return {
    isBanned,
    isInDoubt: (channel, address, at) =>
      isBannedBy(
        wordsOn(channel, address),
        (one) => one.at <= at,
        (one) => isKnown(one, at),
      ) && !isBanned(channel, address, at),
    announce: (channel, address, word) => {
      const said: Announced = { word, at: now(), heardAt: Number.POSITIVE_INFINITY };
      const name = nameOf(channel, address);
      announced.set(name, [...wordsOn(channel, address), said]);
      // A device that is gone changes nothing else of its owner.
      const owners =
        channel === 'PUSH' ? [] : people.filter((person) => ownsAddress(person, channel, address));
      for (const owner of owners) beginChange(owner, undefined, now());
      let isHeard = false;
      return () => {
        if (isHeard) return;
        isHeard = true;
        for (const owner of owners) confirmChange(owner, now());
        said.heardAt = now();
      };
    },
  };
};

/** An address as far as one category goes. */
export const categoryAt = (address: string, category: string): string => `${address} ${category}`;

/** Whether a word had been heard for so long that who decided at that time had to know. */
const isKnown = ({ heardAt }: Announced, at: number): boolean => heardAt + staleMs <= at;

/** Whether one of the words that count bans, if of the START those do that are named. A STOP ends by a later START alone. */
function isBannedBy(
  words: readonly Announced[],
  counts: (word: Announced) => boolean,
  startCounts: (word: Announced) => boolean,
): boolean {
  const startedAt = Math.max(
    Number.NEGATIVE_INFINITY,
    ...words.filter((one) => one.word === 'START' && startCounts(one)).map(({ at }) => at),
  );
  return words.some(
    (one) => counts(one) && (one.word === 'BANNED' || (one.word === 'STOP' && one.at > startedAt)),
  );
}
