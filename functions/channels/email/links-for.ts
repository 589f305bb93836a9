import { hashAddress } from '#core/address.ts';
import { isDeclinable } from '#core/category.ts';
import { type LinkPurpose, signLink } from '#core/link-token.ts';
import type { LinksFor } from '#functions/delivery/make-links.ts';
import { readerLinks } from './reader-links.ts';

interface LinksForDeps {
  readonly publicUrl: string;
  /** How long links hold, by what they are for. */
  readonly days: Readonly<Record<LinkPurpose, number>>;
  readonly readLinkKeys: () => Promise<readonly string[]>;
  readonly now: () => number;
}

const dayMs = 86_400_000;

/** Signs the links of a mail that may be declined: for the user, or for an address that is nobody's. */
export const createLinksFor =
  ({ publicUrl, days, readLinkKeys, now }: LinksForDeps): LinksFor =>
  async ({ deliveryId, userId, address, channel }, category) => {
    if (category === undefined || !isDeclinable(category)) return undefined;
    const keys = await readLinkKeys();
    const holder =
      userId === undefined
        ? ({ type: 'EMAIL', id: hashAddress(address) } as const)
        : ({ type: 'USER_ID', id: userId } as const);
    const issuedAt = now();
    return readerLinks(publicUrl, (purpose) => {
      const expiresAt = issuedAt + days[purpose] * dayMs;
      const link = { purpose, holder, category: category.id, channel, issuedAt, expiresAt };
      // Whoever declines says so of this mail; a page of preferences is about no one of them.
      return signLink(purpose === 'UNSUBSCRIBE' ? { ...link, deliveryId } : link, keys);
    });
  };
