import * as z from 'zod';
import { channels } from './index.ts';

/** The channels there are, by the registry. */
export const ChannelEnum = z
  .enum(channels.map(({ name }) => name))
  .meta({ id: 'Channel', description: 'A way to reach a person.' });
