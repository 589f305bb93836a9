import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, describe, expect } from 'vitest';
import { findBarriers, openPageIn, phone, startBrowser } from './browser.ts';
import { advanceClock, targetNow } from './clock.ts';
import { letEverythingThrough, makeUser, orderFor, send, waitForStatus } from './herald.ts';
import { needs, target } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { linksOf } from './public-call.ts';
import { call } from './signed-call.ts';

/** HERALD_SCREENSHOTS names a folder to look at afterwards. */
const screenshots = process.env.HERALD_SCREENSHOTS;

/** The last is how a page was opened, and goes on. */
const looks = [
  ['desktop', { colorScheme: 'light' }, { width: 1280, height: 900 }],
  ['dark', { colorScheme: 'dark' }, phone],
  ['phone', { colorScheme: 'light' }, phone],
] as const;

let started: Promise<Browser> | undefined;

afterAll(async () => (await started)?.close());

/** A person of that language, and a browser at one of the links in a mail to them. */
const openLink = async (locale: string, which: 'unsubscribe' | 'preferences') => {
  const user = await makeUser({ locale });
  const order = orderFor({
    recipientType: 'USER_ID',
    recipientIdentifier: user.userId,
    channels: ['EMAIL'],
  });
  await send(order);
  const links = linksOf(await waitForMail(user.email));
  started ??= startBrowser();
  const browser = await started;
  const page = await openPageIn(browser, locale);
  await page.goto(`${target.publicUrl}${links[which]}`);
  /** Whoever cannot see it can use it, by day and in the dark; and it can be looked at afterwards. */
  const look = async (name: string) => {
    const html = await page.content();
    for (const scheme of ['light', 'dark'] as const) {
      expect(await findBarriers(browser, html, scheme), name).toEqual([]);
    }
    if (screenshots === undefined) return;
    mkdirSync(screenshots, { recursive: true });
    for (const [look, media, viewport] of looks) {
      await page.emulateMedia(media);
      await page.setViewportSize(viewport);
      await page.screenshot({ path: join(screenshots, `${name}-${look}.png`), fullPage: true });
    }
  };
  return { ...user, page, order, look };
};

const preferencesOf = async (userId: string) =>
  (await call('GET', `/users/${userId}/preferences`)).body;

const timeIn = (at: number, hours: number) =>
  new Date(at + hours * 3_600_000).toISOString().slice(11, 16);

describe('a person in a browser', () => {
  needs(
    'browser',
    'outbox',
    'public-pages',
  )('unsubscribes by the link in a mail, and sees what stopped', async () => {
    const { page, look, userId } = await openLink('en', 'unsubscribe');
    await look('unsubscribe');
    expect(await preferencesOf(userId)).toMatchObject({ preferences: [] });
    await page.getByRole('button').click();
    await look('unsubscribed');
    expect(await page.getByRole('listitem').allTextContents()).toEqual(['E-mail']);
    expect(await preferencesOf(userId)).toMatchObject({
      preferences: [{ category: 'orders', channel: 'EMAIL', enabled: false, by: 'PERSON' }],
    });
  });

  needs(
    'browser',
    'outbox',
    'public-pages',
  )('switches a kind of message off and on again, in their own language', async () => {
    const { page, look, userId } = await openLink('fr', 'preferences');
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    await look('preferences-fr');
    const box = page.locator('input[name=on][value="orders#EMAIL"]');
    expect(await box.isChecked()).toBe(true);
    await box.uncheck();
    await page.getByRole('button').click();
    await look('preferences-fr-saved');
    expect(await page.getByRole('status').count()).toBe(1);
    expect(await box.isChecked()).toBe(false);
    const { preferences } = (await preferencesOf(userId)) as { preferences: unknown };
    expect(preferences).toMatchObject([
      { category: 'orders', channel: 'EMAIL', enabled: false, how: 'PREFERENCE_PAGE' },
    ]);
    await box.check();
    await page.getByRole('button').click();
    expect(await preferencesOf(userId)).toMatchObject({ preferences: [{ enabled: true }] });
  });

  needs(
    'browser',
    'outbox',
    'public-pages',
    'clock',
  )('asks not to be disturbed now, and hears of it when the quiet is over', async () => {
    const { page, look, order, email } = await openLink('en', 'preferences');
    const now = await targetNow();
    await page.locator('summary').click();
    for (const day of await page.locator('details input[type=checkbox]').all()) {
      await day.check();
    }
    await page.locator('details input[type=time]').first().fill(timeIn(now, -1));
    await page.locator('details input[type=time]').last().fill(timeIn(now, 2));
    await page.getByRole('combobox').selectOption('UTC');
    await page.locator('details input[type=time]').last().fill('');
    await page.getByRole('button').click();
    // Nothing is saved, nothing is lost, and the page says what is missing.
    expect(await page.getByRole('alert').textContent()).toContain('Nothing is saved yet');
    await look('quiet-hours-incomplete');
    await page.locator('input[type=time]').nth(1).fill(timeIn(now, 2));
    await page.getByRole('button').click();
    expect(await page.getByRole('status').count()).toBe(1);

    const { notificationId } = await send(order);
    await waitForStatus(notificationId, ['HELD']);
    await letEverythingThrough();
    expect(await mailsTo(email)).toHaveLength(1);
    await advanceClock(2 * 3_600 + 120);
    await waitForStatus(notificationId);
    expect(await mailsTo(email)).toHaveLength(2);
  });

  needs(
    'browser',
    'outbox',
    'public-pages',
  )('reads from right to left in Arabic, and sees by what nothing is sent any more', async () => {
    const { page, look, email } = await openLink('ar', 'preferences');
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    const body = { channel: 'EMAIL', address: email };
    expect(await call('POST', '/suppressions', { body })).toMatchObject({ status: 200 });
    await page.reload();
    await look('preferences-ar');
    expect(await page.locator('.told').textContent()).toContain('البريد الإلكتروني');
  });

  needs(
    'browser',
    'outbox',
    'public-pages',
  )('can do all of it by the keyboard alone', async () => {
    const { page, userId } = await openLink('en', 'preferences');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    const { preferences } = (await preferencesOf(userId)) as { preferences: unknown };
    expect(preferences).toMatchObject([{ enabled: false, how: 'PREFERENCE_PAGE' }]);
  });
});
