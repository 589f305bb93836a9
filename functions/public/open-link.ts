import { checkLink, type Link, type LinkPurpose } from '#core/link-token.ts';
import { findReader, type Reader } from './find-reader.ts';
import type { PublicDeps } from './public-deps.ts';

/** Why a link leads nowhere (any more). */
export type ClosedBecause = 'forged' | 'expired' | 'revoked' | 'gone';

/** What is behind a link. */
export type OpenedLink =
  | { readonly kind: 'open'; readonly link: Link; readonly reader: Reader }
  | { readonly kind: 'closed'; readonly because: ClosedBecause };

/** Looks at a token first, and at a table only for what we have signed ourselves. */
export const openLink = async (
  token: string,
  purpose: LinkPurpose,
  deps: Pick<PublicDeps, 'readLinkKeys' | 'profiles' | 'now'>,
): Promise<OpenedLink> => {
  const checked = checkLink(token, await deps.readLinkKeys(), deps.now());
  if (checked.kind === 'forged' || checked.link.purpose !== purpose) return closed('forged');
  if (checked.kind === 'expired') return closed('expired');
  const { link } = checked;
  const reader = await findReader(link.holder, deps.profiles);
  if (reader === undefined) return closed('gone');
  const revokedBefore = reader.kind === 'user' ? reader.profile.linksRevokedBefore : undefined;
  if (link.issuedAt < (revokedBefore ?? 0)) return closed('revoked');
  return { kind: 'open', link, reader };
};

function closed(because: ClosedBecause): OpenedLink {
  return { kind: 'closed', because };
}
