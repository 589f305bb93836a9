import type { Preferences } from '#core/preferences.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import type { Reader } from './find-reader.ts';
import type { PublicDeps } from './public-deps.ts';

/** What a person said by a page; what is absent stays as it is. */
export interface PersonsWord {
  readonly cells: Preferences;
  readonly quietHours?: QuietHours | undefined;
  readonly timeZone?: string | undefined;
}

/** As preferences name who set them, where it was the person. */
export const person = 'PERSON';

/**
 * Keeps what a person said: a user's in their profile, and else at the address, which passes it on to whoever
 * owns it. Gives the reader as they are now; undefined where the user is no more.
 */
export const keepWord = async (
  reader: Reader,
  { cells, quietHours, timeZone }: PersonsWord,
  { preferences, addressPreferences, now }: PublicDeps,
): Promise<Reader | undefined> => {
  const saysNothing = Object.keys(cells).length === 0;
  if (saysNothing && quietHours === undefined && timeZone === undefined) return reader;
  if (reader.kind === 'address') {
    await addressPreferences.merge(reader.hash, cells);
    return { ...reader, preferences: { ...reader.preferences, ...cells } };
  }
  const said = { how: 'PREFERENCE_PAGE', by: person, at: now() } as const;
  const word = { cells, quietHours, timeZone, said };
  const profile = await preferences.merge(reader.profile.userId, word);
  return profile === undefined ? undefined : { kind: 'user', profile };
};
