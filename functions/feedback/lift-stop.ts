import type { SuppressionsTable } from '#platform/suppressions.ts';
import type { LiftStop } from './obey-word.ts';

/** START takes back a STOP; a number that bounced, or that the company suppressed, stays suppressed. */
export const createLiftStop =
  ({ read, remove }: Pick<SuppressionsTable, 'read' | 'remove'>): LiftStop =>
  async ({ channel, address, at }) => {
    const { [channel]: suppression } = await read(address);
    // Also where there is none yet: a STOP that is older may come later.
    if (suppression === undefined || suppression.cause === 'STOPPED') {
      await remove({ channel, address, at, by: 'RECIPIENT' });
    }
  };
