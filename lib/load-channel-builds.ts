import * as z from 'zod';
import { channels } from '#functions/channels/index.ts';
import type { BuildChannel } from '#functions/channels/infrastructure.ts';

const InfrastructureModule = z.object({
  build: z.custom<BuildChannel>((value) => typeof value === 'function', 'must export build'),
});

/** What builds each channel, by its slug: the registry names the channel, its folder does the rest. */
export type ChannelBuilds = ReadonlyMap<string, BuildChannel>;

/** Loads the infrastructure.ts of every channel in the registry. */
export const loadChannelBuilds = async (): Promise<ChannelBuilds> =>
  new Map(
    await Promise.all(
      channels.map(async ({ slug }) => {
        const file = `#functions/channels/${slug}/infrastructure.ts`;
        return [slug, InfrastructureModule.parse(await import(file)).build] as const;
      }),
    ),
  );
