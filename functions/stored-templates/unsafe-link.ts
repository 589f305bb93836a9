/** What an app or a browser would run, or read from the device, instead of going there. */
const unsafeSchemes: ReadonlySet<string> = new Set([
  'javascript',
  'vbscript',
  'data',
  'file',
  'blob',
  'filesystem',
  'content',
  'intent',
  'about',
]);

/** Fields that a tap follows, and one that is shown. */
export const linkFields = ['link', 'actionLink', 'otherActionLink', 'image'] as const;
const links: ReadonlySet<string> = new Set(linkFields);

/**
 * Why a rendered field is no link that a message may carry; undefined where it is one. Apps have schemes
 * of their own, so that a link is refused by its scheme; a picture comes by https.
 */
export const unsafeLink = (field: string, value: string): string | undefined => {
  if (!links.has(field)) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (field === 'image') return scheme === 'https' ? undefined : 'is no https URL';
  if (scheme === undefined) return /^\/(?![/\\])/.test(value) ? undefined : 'is no URL';
  return unsafeSchemes.has(scheme) ? 'has a scheme that no link may have' : undefined;
};
