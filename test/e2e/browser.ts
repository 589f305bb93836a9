import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import * as z from 'zod';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium as Debian installs it, or what CHROMIUM names; undefined on a machine without one. */
export const chromiumPath = [process.env.CHROMIUM ?? '', ...places].find((path) =>
  existsSync(path),
);

/** Starts a browser; close it when done. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    // As root, as in a container, there is no sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

/** What axe finds wrong with a page for those who cannot see it well, or use no mouse: WCAG 2.2, levels A and AA. */
export const findBarriers = async (
  browser: Browser,
  html: string,
  colorScheme: 'light' | 'dark',
): Promise<readonly string[]> => {
  // A page like ours, but one in which a script may run.
  const context = await browser.newContext({ viewport: phone, colorScheme, bypassCSP: true });
  try {
    const page = await context.newPage();
    await page.setContent(html);
    await page.addScriptTag({ content: axe.source });
    const found: unknown = await page.evaluate(`axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => id + ': ' + html)))`);
    return z.array(z.string()).parse(found);
  } finally {
    await context.close();
  }
};

export const phone = { width: 390, height: 844 };

/** A page on a phone without JavaScript, which no page of ours may need. */
export const openPageIn = async (browser: Browser, locale: string): Promise<Page> => {
  const context = await browser.newContext({
    locale,
    javaScriptEnabled: false,
    viewport: phone,
  });
  return context.newPage();
};
