import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { hashAddress } from '#core/address.ts';
import { checkLink } from '#core/link-token.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { ReaderLinks } from '#functions/channels/channel.ts';
import { EmailEnv } from '#functions/channels/email/env.ts';
import { createLinksFor } from '#functions/channels/email/links-for.ts';
import { createSendEmail, createSes } from '#functions/channels/email/send-email.ts';
import { createRenderer } from '#functions/delivery/render.ts';
import { readMail } from '#local/ses/read-mail.ts';
import { SendEmailRequest } from '#local/ses/send-email-request.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import { startFakeProvider } from '../fake-provider.ts';
import { fakeAws } from '../tables-in-memory.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const dayMs = 86_400_000;
const keys = ['n'.repeat(64), 'o'.repeat(64)];
const address = 'Ada.Lovelace@example.com';

const linksFor = createLinksFor({
  publicUrl: 'https://links.example/v1',
  days: { UNSUBSCRIBE: 365, PREFERENCES: 30 },
  readLinkKeys: async () => keys,
  now: () => now,
});
const deliveryId = `ntf_${'0'.repeat(25)}-EMAIL-abcdefghij`;
// Of a message, links look at whom it goes to, and as which delivery.
const message = (userId?: string) =>
  ({
    deliveryId,
    channel: 'EMAIL',
    address,
    ...(userId === undefined ? {} : { userId }),
  }) as DeliveryMessage;
const tokenOf = (url: string | undefined) => url?.split('/').at(-1) ?? '';

describe('the links of a mail', () => {
  test('to a user are for the user, each for its time', async () => {
    const links = await linksFor(message('ada'), categories.get('orders'));
    expect(links?.unsubscribeUrl).toMatch(/^https:\/\/links\.example\/v1\/unsubscribe\/[\w.-]+$/);
    expect(links?.preferencesUrl).toMatch(/^https:\/\/links\.example\/v1\/preferences\/[\w.-]+$/);
    const link = {
      holder: { type: 'USER_ID', id: 'ada' },
      category: 'orders',
      channel: 'EMAIL',
      issuedAt: now,
    };
    expect(checkLink(tokenOf(links?.unsubscribeUrl), keys, now)).toEqual({
      kind: 'valid',
      link: { ...link, purpose: 'UNSUBSCRIBE', deliveryId, expiresAt: now + 365 * dayMs },
    });
    expect(checkLink(tokenOf(links?.preferencesUrl), keys, now)).toEqual({
      kind: 'valid',
      link: { ...link, purpose: 'PREFERENCES', expiresAt: now + 30 * dayMs },
    });
  });

  test('to an address are for its hash, and show nothing of it', async () => {
    const links = await linksFor(message(), categories.get('promotions'));
    const token = tokenOf(links?.unsubscribeUrl);
    expect(checkLink(token, keys, now)).toMatchObject({
      link: { holder: { type: 'EMAIL', id: hashAddress(address) } },
    });
    const text = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
    expect(text.toLowerCase()).not.toContain('lovelace');
  });

  test('are signed by the first key', async () => {
    const token = tokenOf(
      (await linksFor(message('ada'), categories.get('orders')))?.preferencesUrl,
    );
    expect(checkLink(token, keys.slice(0, 1), now).kind).toBe('valid');
    expect(checkLink(token, keys.slice(1), now).kind).toBe('forged');
  });

  test.each(['account', 'security', 'one-time-codes', 'none such'])(
    'are none in %s, which nobody may decline',
    async (category) => {
      expect(await linksFor(message('ada'), categories.get(category))).toBeUndefined();
    },
  );
});

const Post = z.object({ body: z.string() });

/** What SES is handed for a mail, as the local SES reads it. */
const mailWith = async (links: ReaderLinks | undefined) => {
  const ses = await startFakeProvider({
    accept: () => ({ answer: { status: 200, body: '{"MessageId":"1"}' }, messageId: '1' }),
    reject: () => ({ status: 400, body: '{}' }),
    throttle: () => ({ status: 429, body: '{}' }),
  });
  const rendered = createRenderer(
    templates,
    stationery,
  )({
    templateId: 'ORDER_CONFIRMATION',
    channel: 'EMAIL',
    data: templates.get('ORDER_CONFIRMATION')?.sample ?? {},
    ...links,
  });
  if (rendered.kind === 'failed') throw new Error(rendered.detail);
  const send = createSendEmail(createSes({ ...fakeAws, endpoint: ses.url }), {
    provider: 'SES',
    sender: { from: 'Herald <herald@example.com>' },
    configurationSet: 'herald',
  });
  await send({
    deliveryId: 'd',
    notificationId: 'n',
    address,
    templateId: 'ORDER_CONFIRMATION',
    category: 'orders',
    expiresAt: now,
    acceptedAt: now,
    content: rendered.content,
    ...(links === undefined ? {} : { links }),
  });
  await ses.close();
  const { body } = Post.parse(ses.calls[0]);
  return readMail(SendEmailRequest.parse(JSON.parse(body)));
};
const headerOf = (mail: Awaited<ReturnType<typeof mailWith>>, name: string) =>
  mail.headers.filter((header) => header.name === name).map(({ value }) => value);

describe('a mail that may be declined', () => {
  test('says how in its headers and at its end, in both forms', async () => {
    const links = await linksFor(message('x'.repeat(128)), categories.get('orders'));
    const mail = await mailWith(links);
    // RFC 8058, section 3.1: one HTTPS URI, and these words.
    expect(headerOf(mail, 'List-Unsubscribe')).toEqual([`<${links?.unsubscribeUrl}>`]);
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click']);
    for (const url of [links?.unsubscribeUrl, links?.preferencesUrl]) {
      expect(mail.text).toContain(url);
      // SES would put the token into what it reports of clicks.
      expect(mail.html).toContain(`ses:no-track href="${url}"`);
    }
  });

  test('says nothing of it where it may not', async () => {
    const mail = await mailWith(undefined);
    expect(headerOf(mail, 'List-Unsubscribe')).toEqual([]);
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toEqual([]);
    expect(`${mail.html}${mail.text}`).not.toMatch(/Unsubscribe|Preferences/);
  });
});

test('the address of the links may end in a slash, and has to be a URL', () => {
  const { PUBLIC_URL } = EmailEnv.shape;
  expect(PUBLIC_URL.parse('https://links.example/v1/')).toBe('https://links.example/v1');
  expect(PUBLIC_URL.safeParse('links.example').success).toBe(false);
});
