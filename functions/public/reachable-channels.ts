import type { ChannelName } from '#core/channel.ts';
import { channels } from '#functions/channels/index.ts';
import type { Reader } from './find-reader.ts';

/** The channels that reach a reader, suppressed or not. */
export const reachableChannels = (reader: Reader): readonly ChannelName[] => {
  const recipient =
    reader.kind === 'user'
      ? reader
      : // Where it leads matters to no channel here.
        ({ ...reader, address: reader.hash, suppressions: {} } as const);
  return channels
    .filter((channel) => channel.addressesOf(recipient).length > 0)
    .map(({ name }) => name);
};
