import type { ChannelName } from '#core/channel.ts';
import type { Recipient } from '#core/recipient.ts';
import { suppressionByChannel } from '#core/rules.ts';
import { channels } from '#functions/channels/index.ts';
import type { Reader } from './find-reader.ts';

/** The channels that reach a reader, suppressed or not. */
export const reachableChannels = (reader: Reader): readonly ChannelName[] =>
  namesOf((channel) => channel.addressesOf(recipientOf(reader)).length > 0);

/** Those among them that nothing is sent by, because every address is suppressed. */
export const stoppedChannels = (reader: Reader): readonly ChannelName[] =>
  namesOf((channel) => suppressionByChannel(channel, recipientOf(reader)) !== undefined);

function namesOf(holds: (channel: (typeof channels)[number]) => boolean): readonly ChannelName[] {
  return channels.filter(holds).map(({ name }) => name);
}

/** Where an address leads matters to no channel here. */
function recipientOf(reader: Reader): Recipient {
  return reader.kind === 'user' ? reader : { ...reader, address: reader.hash };
}
