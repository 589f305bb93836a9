import * as z from 'zod';
import type { ChannelControl } from '#core/channel-control.ts';
import { circuitState, circuitStates } from '#core/circuit.ts';
import { isoTime } from '#core/instant.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';

/** Whether a channel sends. */
export const ChannelState = z.enum(['ACTIVE', 'PAUSED']).meta({
  id: 'ChannelState',
  description: 'PAUSED: nothing is sent, and all that is to be waits.',
});

const ProviderView = z.object({
  name: z.string(),
  circuit: z.enum(circuitStates).meta({
    description: 'OPEN: it failed too often, and nobody calls it. HALF_OPEN: one call may try it.',
  }),
  since: z.iso.datetime().optional(),
  cause: z.string().optional().meta({ description: 'What its last failure was called.' }),
});

/** A channel as it is read. */
export const ChannelView = z
  .object({
    channel: ChannelEnum,
    state: ChannelState,
    pausedAt: z.iso.datetime().optional(),
    pausedBy: z.string().optional().meta({ description: 'Account and role or user.' }),
    providers: z.array(ProviderView).meta({ description: 'In the order in which they are tried.' }),
  })
  .meta({ id: 'ChannelControl', description: 'Whether a channel sends, and by whom.' });
export type ChannelView = z.infer<typeof ChannelView>;

export const toChannelView = (
  { channel, paused, circuits }: ChannelControl,
  providers: readonly string[],
  now: number,
): ChannelView => ({
  channel,
  state: paused === undefined ? 'ACTIVE' : 'PAUSED',
  ...(paused === undefined ? {} : { pausedAt: isoTime(paused.at), pausedBy: paused.by }),
  providers: providers.map((name) => {
    const circuit = circuits[name];
    return {
      name,
      circuit: circuitState(circuit, now),
      ...(circuit === undefined ? {} : { since: isoTime(circuit.since), cause: circuit.cause }),
    };
  }),
});
