import { describe, expect, test } from 'vitest';
import { advanceClock } from './clock.ts';
import {
  expectProblem,
  letEverythingThrough,
  makeUser,
  orderFor,
  send,
  statusOf,
  uniqueAddress,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { needs, target } from './needs.ts';
import { mailsTo, waitForMail } from './outbox.ts';
import { linksOf, openPage } from './public-call.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const orderTo = (userId: string) =>
  orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId, channels: ['EMAIL'] });

/** A user, and the links of a mail to them. */
const userWithMail = async () => {
  const user = await makeUser();
  const { notificationId } = await send(orderTo(user.userId));
  const mail = await waitForMail(user.email);
  return { ...user, notificationId, mail, links: linksOf(mail) };
};

const preferencesOf = async (userId: string) =>
  (await call('GET', `/users/${userId}/preferences`)).body;

/** As a mail service does in its reader's name: RFC 8058. */
const oneClick = () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });

describe('one click in a mail program', () => {
  needs('outbox', 'public-pages')('stops that kind of mail, and no other', async () => {
    const { userId, email, links, notificationId: declined } = await userWithMail();

    const looked = await openPage(links.unsubscribe);
    expect(looked.status).toBe(200);
    expect(await preferencesOf(userId)).toMatchObject({ preferences: [] });

    const answer = await openPage(links.unsubscribe, oneClick());
    expect(answer.status).toBe(200);
    expect(await preferencesOf(userId)).toMatchObject({
      preferences: [
        {
          category: 'orders',
          channel: 'EMAIL',
          enabled: false,
          how: 'UNSUBSCRIBE_LINK',
          by: 'PERSON',
        },
      ],
    });

    const { notificationId } = await send(orderTo(userId));
    const { decisions } = await waitForStatus(notificationId, ['SKIPPED']);
    expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      reason: 'OPTED_OUT',
      inputs: { level: 'category-and-channel' },
    });
    await letEverythingThrough();
    expect(await mailsTo(email)).toHaveLength(1);

    const told = await waitFor('the mail to say so', async () => {
      const { deliveries, timeline } = await statusOf(declined);
      return deliveries[0]?.engagement.unsubscribedAt === undefined ? undefined : timeline;
    });
    expect(told.map(({ event }) => event)).toContain('UNSUBSCRIBED');
  });

  needs(
    'outbox',
    'mail-headers',
    'public-pages',
  )('is what the headers of the mail ask for, and works as a multipart form too', async () => {
    const { userId, mail, links } = await userWithMail();
    const headers = new Headers(mail.headers);
    expect(headers.get('list-unsubscribe')).toBe(`<${target.publicUrl}${links.unsubscribe}>`);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const form = new FormData();
    form.append('List-Unsubscribe', 'One-Click');
    expect((await openPage(links.unsubscribe, form)).status).toBe(200);
    expect(await preferencesOf(userId)).toMatchObject({ preferences: [{ enabled: false }] });
  });

  needs('outbox', 'public-pages')('counts for an address that is nobody\u2019s', async () => {
    const address = uniqueAddress(uniqueLabel('reader'));
    const order = () => orderFor({ recipientIdentifier: address, channels: ['EMAIL'] });
    await send(order());
    const links = linksOf(await waitForMail(address));
    expect((await openPage(links.unsubscribe, oneClick())).status).toBe(200);
    const { notificationId } = await send(order());
    await waitForStatus(notificationId, ['SKIPPED']);
  });

  needs('outbox', 'mail-headers')('is not offered where nobody may decline', async () => {
    const { userId, email } = await makeUser();
    await send({
      templateId: 'SECURITY_ALERT',
      recipientType: 'USER_ID',
      recipientIdentifier: userId,
      channels: ['EMAIL'],
      data: {
        event: 'New sign-in to your account',
        happenedAt: '2026-11-23T08:04:00Z',
        secureAccountUrl: 'https://www.example.com/account/security',
      },
    });
    const mail = await waitForMail(email);
    expect(Object.keys(mail.headers ?? {}).map((name) => name.toLowerCase())).not.toContain(
      'list-unsubscribe',
    );
    expect(`${mail.html}${mail.text}`).not.toContain('Unsubscribe');
  });
});

describe('the preference page', () => {
  needs('outbox', 'public-pages')('shows and saves what a person hears and when', async () => {
    const { userId, links } = await userWithMail();
    const { status, html, headers } = await openPage(links.preferences);
    expect(status).toBe(200);
    expect(html).toContain('name="on" value="orders#EMAIL" checked');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);

    const form = new URLSearchParams([
      ['shown', 'orders#EMAIL=on'],
      ['shown', 'promotions#EMAIL=on'],
      ['on', 'orders#EMAIL'],
      ['quiet-shown', '{"weekly":[],"timeZone":"UTC"}'],
      ['days-0', 'MON'],
      ['from-0', '22:00'],
      ['to-0', '07:00'],
      ['time-zone', 'Europe/Paris'],
    ]);
    const sent = { 'sec-fetch-site': 'same-origin' };
    const saved = await openPage(links.preferences, form, sent);
    expect(saved.html).toContain('role="status"');
    expect(saved.html).toContain('name="on" value="promotions#EMAIL">');
    expect(await preferencesOf(userId)).toMatchObject({
      preferences: [{ category: 'promotions', channel: 'EMAIL', how: 'PREFERENCE_PAGE' }],
      quietHours: { weekly: [{ days: ['MON'], from: '22:00', to: '07:00' }] },
    });
    const user = await call('GET', `/users/${userId}`);
    expect(user.body).toMatchObject({ timeZone: 'Europe/Paris' });
  });
});

describe('a link', () => {
  needs('outbox', 'public-pages')(
    'is void once it is revoked, and a newer one is not',
    async () => {
      const { userId, email, links } = await userWithMail();
      const revoked = await call('POST', `/users/${userId}/links/revoke`);
      expect(revoked, revoked.text).toMatchObject({ status: 200 });
      for (const path of [links.unsubscribe, links.preferences]) {
        expect((await openPage(path)).status).toBe(410);
        expect((await openPage(path, oneClick())).status).toBe(410);
      }
      expect(await preferencesOf(userId)).toMatchObject({ preferences: [] });
      await send(orderTo(userId));
      await letEverythingThrough();
      const newer = (await mailsTo(email)).at(-1);
      if (newer === undefined) throw new Error('no second mail');
      expect((await openPage(linksOf(newer).preferences)).status).toBe(200);
    },
  );

  needs('outbox', 'public-pages')('that somebody made up leads nowhere', async () => {
    const { links } = await userWithMail();
    const forged = await openPage(`${links.unsubscribe.slice(0, -2)}zz`, oneClick());
    expect(forged.status).toBe(404);
    expect(forged.html).toContain('This link does not work');
  });

  needs(
    'outbox',
    'public-pages',
    'clock',
  )('to preferences ends after a month', async () => {
    const { links } = await userWithMail();
    await advanceClock(31 * 86_400);
    const { status, html } = await openPage(links.preferences);
    expect(status).toBe(410);
    expect(html).toContain('too old');
    expect((await openPage(links.unsubscribe)).status).toBe(200);
  });

  test('can be revoked for a known user only', async () => {
    const answer = await call('POST', `/users/${uniqueLabel('nobody')}/links/revoke`);
    expectProblem(answer, 404, 'NOT_FOUND');
  });
});

needs('public-pages')('nothing else is on the public API', async () => {
  for (const path of ['/', '/notifications/send', '/users/demo-ada', '/unsubscribe']) {
    const response = await fetch(`${target.publicUrl}${path}`);
    expect(response.status, path).toBe(404);
  }
});
