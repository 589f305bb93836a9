import * as z from 'zod';

/**
 * The name of a channel, such as EMAIL. Which ones exist is the registry's business
 * (functions/channels/index.ts); core only knows what a name looks like.
 */
export const ChannelName = z.string().regex(/^[A-Z][A-Z_]*$/);
export type ChannelName = z.infer<typeof ChannelName>;
