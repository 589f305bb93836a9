import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Makes this process the only one that works on a data directory; undefined when another does. The
 * operating system lets go of the lock however the process ends, so a SIGKILL leaves none behind.
 */
export const lockData = (dataDir: string): { release(): void } | undefined => {
  const database = new DatabaseSync(join(dataDir, 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    database.close();
    return undefined;
  }
  return { release: () => database.close() };
};
