import type { Categories } from '#core/category.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import type { AddressPreferences } from '#platform/address-preferences.ts';
import type { PreferencesTable } from '#platform/preferences-table.ts';
import type { Profiles } from '#platform/profiles.ts';

/** What the pages behind links work with. */
export interface PublicDeps {
  readonly profiles: Pick<Profiles, 'get' | 'claimItem'>;
  readonly preferences: Pick<PreferencesTable, 'merge'>;
  readonly addressPreferences: AddressPreferences;
  /** The first signs, all verify. */
  readonly readLinkKeys: () => Promise<readonly string[]>;
  readonly categories: Categories;
  /** For a person who said nothing of theirs. */
  readonly quietHoursByDefault: QuietHours | undefined;
  readonly now: () => number;
}
