import { rewriteLinks } from './mail-links.ts';
import { pathOf } from './message-view.ts';

/**
 * What the HTML of a mail may do, wherever it is opened: look as it does. No script, no form and no frame,
 * and an origin of its own.
 */
export const mailPolicy = [
  "default-src 'none'",
  "img-src 'self' https: data:",
  'font-src https: data:',
  "style-src 'unsafe-inline' https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** The mail as its reader gets it, with tracked links and an open pixel, as SES adds them. */
export const mailDocument = (id: string, html: string): string => {
  const path = pathOf(id);
  const tracked = rewriteLinks(html, ({ href, isTracked }) =>
    isTracked ? `${path}/click?to=${encodeURIComponent(href)}` : href,
  );
  return `${tracked}<img src="${path}/open.gif" width="1" height="1" alt="">`;
};

/** The smallest picture that there is: one transparent pixel. */
export const openPixel: Buffer = Buffer.from(
  'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'base64',
);
