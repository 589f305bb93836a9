import * as z from 'zod';
import type { ChannelName } from '#core/channel.ts';
import type { ChannelControl } from '#core/channel-control.ts';
import { ProblemError } from '#core/problem.ts';
import { channels } from '#functions/channels/index.ts';
import type { ChannelsTable } from '#platform/channels-table.ts';
import { type Route, route } from '#platform/route.ts';
import { ChannelState, ChannelView, toChannelView } from './channel-view.ts';

export interface ChannelRoutesDeps {
  readonly table: Pick<ChannelsTable, 'get' | 'pause' | 'resume'>;
  readonly readChannels: (names: readonly ChannelName[]) => Promise<readonly ChannelControl[]>;
  /** Who carries a channel's messages on this stage, in the order in which they are tried. */
  readonly providers: Readonly<Record<ChannelName, readonly string[]>>;
  readonly now: () => number;
}

const Params = z.object({ channel: z.string() });
type Params = z.infer<typeof Params>;

const ChannelChange = z.strictObject({ state: ChannelState }).meta({
  id: 'ChannelChange',
  description: 'Pauses a channel, or lets it send again.',
});

const ChannelList = z
  .object({ items: z.array(ChannelView) })
  .meta({ id: 'ChannelList', description: 'Every channel.' });

const names = channels.map(({ name }) => name);

/** Whether channels send: seen, paused and resumed by whoever is on call. */
export const channelRoutes: readonly Route<ChannelRoutesDeps>[] = [
  route<ChannelRoutesDeps>({
    method: 'GET',
    path: '/channels',
    operationId: 'listChannels',
    summary: 'Which channels send, and whose providers are out',
    answers: { 200: { description: 'Every channel.', schema: ChannelList } },
    problems: [],
    handle: async (_, deps) => ({
      status: 200,
      body: { items: (await deps.readChannels(names)).map((one) => viewOf(one, deps)) },
    }),
  }),
  route<ChannelRoutesDeps, Params>({
    method: 'GET',
    path: '/channels/{channel}',
    operationId: 'getChannel',
    summary: 'Whether a channel sends, and whether its providers are out',
    params: Params,
    answers: { 200: { description: 'The channel.', schema: ChannelView } },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { channel } }, deps) => ({
      status: 200,
      body: viewOf(await deps.table.get(known(channel)), deps),
    }),
  }),
  route<ChannelRoutesDeps, Params, unknown, z.infer<typeof ChannelChange>>({
    method: 'PUT',
    path: '/channels/{channel}',
    operationId: 'putChannel',
    summary: 'Pause a channel, or let it send again',
    params: Params,
    body: ChannelChange,
    bodyExample: { state: 'ACTIVE' },
    answers: { 200: { description: 'As it is obeyed within five seconds.', schema: ChannelView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params, body: { state }, request: { caller } }, deps) => {
      const channel = known(params.channel);
      const control =
        state === 'PAUSED'
          ? await deps.table.pause(channel, { at: deps.now(), by: caller })
          : await deps.table.resume(channel);
      return { status: 200, body: viewOf(control, deps) };
    },
  }),
];

function viewOf(control: ChannelControl, { providers, now }: ChannelRoutesDeps): ChannelView {
  return toChannelView(control, providers[control.channel] ?? [], now());
}

function known(channel: string): ChannelName {
  if (names.includes(channel)) return channel;
  throw new ProblemError('NOT_FOUND', `There is no channel ${channel}, only ${names.join(', ')}.`);
}
