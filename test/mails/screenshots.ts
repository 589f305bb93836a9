import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { isDeclinable } from '#core/category.ts';
import type { Template } from '#core/template.ts';
import { createRenderer } from '#functions/delivery/render.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import { startBrowser } from '../e2e/browser.ts';

/** How a mail is looked at. */
const views = [
  { name: 'desktop', width: 800, colorScheme: 'light' },
  { name: 'desktop-dark', width: 800, colorScheme: 'dark' },
  { name: 'phone', width: 390, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, colorScheme: 'dark' },
] as const;

const links = {
  unsubscribeUrl: 'https://public.example/unsubscribe/token',
  preferencesUrl: 'https://public.example/preferences/token',
};
const outputDir = resolve('.build/mails');
const [only] = process.argv.slice(2);

/** Every shipped mail in every language, as a browser shows it: `npm run mails`, or `npm run mails -- WELCOME`. */
const render = createRenderer(templates, stationery);
rmSync(outputDir, { recursive: true, force: true });
mkdirSync(outputDir, { recursive: true });
const browser = await startBrowser();
for (const template of templates.values()) {
  if (only !== undefined && template.id !== only) continue;
  for (const locale of Object.keys(template.content)) await takePictures(browser, template, locale);
}
await browser.close();
console.log(`The pictures are in ${outputDir}; one sheet a mail holds them all.`);

async function takePictures(chromium: Browser, template: Template, locale: string): Promise<void> {
  const category = categories.get(template.category);
  const rendered = render({
    templateId: template.id,
    channel: 'EMAIL',
    data: template.sample,
    locale: locale === 'default' ? 'en' : locale,
    timeZone: 'Europe/Paris',
    ...(category !== undefined && isDeclinable(category) ? links : {}),
  });
  if (rendered.kind === 'failed') throw new Error(rendered.detail);
  const name = `${template.id}-${locale}`;
  const pictures: string[] = [];
  for (const { name: view, width, colorScheme } of views) {
    const page = await chromium.newPage({ viewport: { width, height: 400 }, colorScheme });
    await page.setContent(rendered.content.html ?? '');
    const picture = await page.screenshot({ fullPage: true });
    writeFileSync(join(outputDir, `${name}-${view}.png`), picture);
    pictures.push(
      `<img width="${width}" src="data:image/png;base64,${picture.toString('base64')}">`,
    );
    await page.close();
  }
  const sheet = await chromium.newPage({ viewport: { width: 2460, height: 600 } });
  await sheet.setContent(
    `<body style="display:flex;gap:20px;align-items:start;background:#888">${pictures.join('')}`,
  );
  writeFileSync(join(outputDir, `${name}.png`), await sheet.screenshot({ fullPage: true }));
  await sheet.close();
}
