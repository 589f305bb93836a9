import type { Categories } from '#core/category.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import type { AddressPreferences } from '#platform/address-preferences.ts';
import type { PreferencesTable } from '#platform/preferences-table.ts';
import type { Profiles } from '#platform/profiles.ts';
import type { RenderPage } from './render-page.ts';
import type { TellUnsubscribed } from './unsubscribe/tell-unsubscribed.ts';

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
  /** Tells with which mail somebody declined. It never fails: what they said counts, told or not. */
  readonly tellUnsubscribed: TellUnsubscribed;
  /** In the name of the stage's brand. */
  readonly renderPage: RenderPage;
  readonly now: () => number;
}
