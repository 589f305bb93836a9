import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { Circuit } from './circuit.ts';
import { Instant } from './instant.ts';

/** Who paused a channel, and when. */
export const Pause = z.object({ at: Instant, by: z.string() });
export type Pause = z.infer<typeof Pause>;

/** Whether a channel sends: paused by somebody, or its providers out. */
export const ChannelControl = z.object({
  channel: ChannelName,
  paused: Pause.optional(),
  /** By provider; a provider that works is not in it. */
  circuits: z.record(z.string(), Circuit),
});
export type ChannelControl = z.infer<typeof ChannelControl>;

/** A channel that nobody paused, and whose providers work. */
export const openChannel = (channel: ChannelName): ChannelControl => ({ channel, circuits: {} });
