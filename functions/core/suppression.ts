import * as z from 'zod';
import type { ChannelName } from './channel.ts';
import { Instant } from './instant.ts';

/** Why an address is not written to by a channel any more. */
export const SuppressionCause = z
  .enum(['MANUAL', 'UNSUBSCRIBED', 'BOUNCED', 'COMPLAINED', 'STOPPED'])
  .meta({ id: 'SuppressionCause', description: 'Why an address is suppressed.' });

/** One address that is not to be written to by one channel, whatever anybody prefers. */
export const Suppression = z.object({
  cause: SuppressionCause,
  at: Instant,
  /** The caller's account and role, the provider, or the person. */
  by: z.string(),
});
export type Suppression = z.infer<typeof Suppression>;

/** An address item's suppressions, by channel; a profile's, by `suppressionCell`. */
export const Suppressions = z.record(z.string(), Suppression);
export type Suppressions = z.infer<typeof Suppressions>;

/** The cell of one address and channel among a profile's suppressions. */
export const suppressionCell = (channel: ChannelName, addressHash: string): string =>
  `${channel}#${addressHash}`;
