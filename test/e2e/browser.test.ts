import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, describe, expect } from 'vitest';
import { openPageIn, startBrowser } from './browser.ts';
import { advanceClock, targetNow } from './clock.ts';
import { letEverythingThrough, makeUser, orderFor, send, waitForStatus } from './herald.ts';
import { needs, target } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { linksOf } from './public-call.ts';
import { call } from './signed-call.ts';

/** HERALD_SCREENSHOTS names a folder to look at afterwards. */
const screenshots = process.env.HERALD_SCREENSHOTS;

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
  const page = await openPageIn(await started, locale);
  await page.goto(`${target.publicUrl}${links[which]}`);
  const shoot = async (name: string) => {
    if (screenshots === undefined) return;
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  };
  return { ...user, page, order, shoot };
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
    const { page, shoot, userId } = await openLink('en', 'unsubscribe');
    await shoot('unsubscribe');
    expect(await preferencesOf(userId)).toMatchObject({ preferences: [] });
    await page.getByRole('button').click();
    await shoot('unsubscribed');
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
    const { page, shoot, userId } = await openLink('fr', 'preferences');
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    await shoot('preferences-fr');
    const box = page.locator('input[name=on][value="orders#EMAIL"]');
    expect(await box.isChecked()).toBe(true);
    await box.uncheck();
    await page.getByRole('button').click();
    await shoot('preferences-fr-saved');
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
    const { page, shoot, order, email } = await openLink('en', 'preferences');
    const now = await targetNow();
    await page.locator('summary').click();
    for (const day of await page.locator('details input[type=checkbox]').all()) {
      await day.check();
    }
    await page.locator('details input[type=time]').first().fill(timeIn(now, -1));
    await page.locator('details input[type=time]').last().fill(timeIn(now, 2));
    await page.getByRole('combobox').selectOption('UTC');
    await shoot('quiet-hours');
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
