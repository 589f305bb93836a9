import * as z from 'zod';
import type { LinkPurpose } from '#core/link-token.ts';
import type { ReaderLinks } from '#functions/channels/channel.ts';

/** Where links lead, without a slash at the end. */
export const LinkBaseUrl = z.url().transform((url) => url.replace(/\/$/, ''));

/** The links of a message, by the tokens that are in them. */
export const readerLinks = (
  publicUrl: string,
  tokenFor: (purpose: LinkPurpose) => string,
): ReaderLinks => ({
  unsubscribeUrl: `${publicUrl}/unsubscribe/${tokenFor('UNSUBSCRIBE')}`,
  preferencesUrl: `${publicUrl}/preferences/${tokenFor('PREFERENCES')}`,
});
