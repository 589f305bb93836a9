import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

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

/** A page on a phone without JavaScript, which no page of ours may need. */
export const openPageIn = async (browser: Browser, locale: string): Promise<Page> => {
  const context = await browser.newContext({
    locale,
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  return context.newPage();
};
