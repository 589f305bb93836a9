import type { Category } from '#core/category.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { Outcome, ReaderLinks } from '#functions/channels/channel.ts';

/** Makes the links of a message; undefined for what nobody may decline. */
export type LinksFor = (
  message: DeliveryMessage,
  category: Category | undefined,
) => Promise<ReaderLinks | undefined>;

/** The links of a message, or why they cannot be made for now: what can be declined is not sent without. */
export type MadeLinks =
  | { readonly kind: 'made'; readonly links?: ReaderLinks }
  | Extract<Outcome, { readonly kind: 'refused-for-now' }>;

/** Makes the links that go into a message; never throws. */
export const makeLinks = async (
  message: DeliveryMessage,
  category: Category | undefined,
  linksFor: LinksFor = async () => undefined,
): Promise<MadeLinks> => {
  try {
    const links = await linksFor(message, category);
    return links === undefined ? { kind: 'made' } : { kind: 'made', links };
  } catch (error) {
    // Its name alone: a message may quote what it failed on.
    const detail = `no links: ${error instanceof Error ? error.name : typeof error}`;
    return { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE', detail };
  }
};
