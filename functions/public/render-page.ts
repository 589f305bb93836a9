import { createHash } from 'node:crypto';
import { Eta } from 'eta/core';
import type { Brand } from '#core/brand.ts';
import type { HttpResponse } from '#platform/route.ts';
import type { PageLanguage } from './languages/choose-language.ts';
import { pageFiles } from './page-files.ts';

/** A page to show, by the name of its file in pages/. */
export interface Page {
  readonly status: number;
  readonly language: PageLanguage;
  /** Of the browser's tab. */
  readonly title: string;
  readonly name: 'notice' | 'unsubscribe' | 'unsubscribed' | 'preferences';
  readonly view: object;
}

// Each file is compiled once a container, before the first request.
const eta = new Eta({ autoTrim: false });
for (const [file, source] of Object.entries(pageFiles)) {
  if (file.endsWith('.eta')) eta.loadTemplate(`@${file.slice(0, -'.eta'.length)}`, source);
}

/** Writes a page. */
export type RenderPage = (page: Page) => HttpResponse;

/** Writes pages in the name of a brand. */
export const createRenderPage = (brand: Brand): RenderPage => {
  const css = `${colorsOf(brand)}${pageFiles['page.css'] ?? ''}`;
  const headers = pageHeaders(css);
  return ({ status, language: { locale, dir }, title, name, view }) => {
    const body = eta.render(`@${name}`, view);
    return {
      status,
      html: eta.render('@layout', { locale, dir, title, brand, css, body }),
      headers: { ...headers, 'content-language': locale },
    };
  };
};

/** By daylight, and in the dark. */
function colorsOf(brand: Brand): string {
  const colors = (accent: string, onAccent: string) =>
    `:root{--accent:${accent};--on-accent:${onAccent}}`;
  const dark = colors(brand.darkAccentColor, brand.onDarkAccentColor);
  return `${colors(brand.accentColor, brand.onAccentColor)}@media(prefers-color-scheme:dark){${dark}}`;
}

/**
 * No script, no picture, nothing from anywhere: the one style sheet is named by its hash. The page's address is a
 * capability, so it is told to nobody, kept in no cache and found by no search engine.
 */
function pageHeaders(css: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow',
  };
}
