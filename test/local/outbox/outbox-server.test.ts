import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import type { Outbox } from '#local/outbox/outbox.ts';
import { OutboxMessage } from '#local/outbox/outbox-message.ts';
import { startOutboxServer } from '#local/outbox/outbox-server.ts';
import { createOutbox, messageWith } from './fixture.ts';

let outbox: Outbox;
let inbox: OutboxMessage[];
let url: string;
let opened: unknown[];
let clicked: unknown[];

beforeEach(async () => {
  outbox = createOutbox();
  inbox = [];
  opened = [];
  clicked = [];
  const server = await startOutboxServer({
    outbox,
    port: 0,
    inbox: async () => inbox,
    onOpen: async (...event) => {
      opened.push(event);
    },
    onClick: async (...event) => {
      clicked.push(event);
    },
  });
  onTestFinished(() => server.close());
  url = server.url;
});

const get = (path: string, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { redirect: 'manual', headers: { 'user-agent': 'test' }, ...init });
const textOf = async (path: string) => (await get(path)).text();
const idsOf = async (path: string) =>
  z
    .array(OutboxMessage)
    .parse(await (await get(path)).json())
    .map(({ id }) => id);
const at = (minute: number) => new Date(Date.UTC(2026, 10, 2, 9, minute)).toISOString();
const inAppItem = (properties: Partial<OutboxMessage> = {}): OutboxMessage => ({
  id: 'item-1',
  channel: 'IN_APP',
  to: 'ada',
  title: 'Shipped',
  text: 'It is on its way.',
  sentAt: at(1),
  fate: 'DELIVERED',
  ...properties,
});
const addOneOfEach = () => {
  outbox.add(messageWith({ id: 'mail', sentAt: at(0) }));
  inbox.push(inAppItem({ id: 'item', sentAt: at(1) }));
  outbox.add(messageWith({ id: 'sms', channel: 'SMS', to: '+14155550123', sentAt: at(2) }));
  outbox.add(
    messageWith({ id: 'push', channel: 'PUSH', to: 'token', platform: 'FCM', sentAt: at(3) }),
  );
};

describe('GET /messages', () => {
  test('answers a bare array of every channel, oldest first', async () => {
    addOneOfEach();
    expect(await idsOf('/messages')).toEqual(['mail', 'item', 'sms', 'push']);
  });

  test.each([
    ['EMAIL', 'mail'],
    ['SMS', 'sms'],
    ['PUSH', 'push'],
    ['IN_APP', 'item'],
  ])('answers %s alone', async (channel, id) => {
    addOneOfEach();
    expect(await idsOf(`/messages?channel=${channel}`)).toEqual([id]);
  });

  test('answers the messages to a recipient', async () => {
    addOneOfEach();
    expect(await idsOf('/messages?to=ADA')).toEqual(['mail', 'item']);
  });

  test('answers a mail as it was sent: no link rewritten, no pixel', async () => {
    const mail = messageWith({
      html: '<a href="https://a.example/">A</a>',
      headers: { 'X-A': 'b' },
    });
    outbox.add(mail);
    expect(await (await get('/messages?channel=EMAIL')).json()).toEqual([mail]);
  });

  test.each(['channel=FAX', 'channel=email', 'channel='])('refuses %s', async (query) => {
    const answer = await get(`/messages?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/no channel of the outbox: EMAIL, SMS, PUSH, IN_APP/);
  });

  test('answers an empty array when nothing was sent', async () => {
    expect(await (await get('/messages')).json()).toEqual([]);
  });
});

describe('GET /', () => {
  test('shows every channel, newest first', async () => {
    addOneOfEach();
    const page = await textOf('/');
    const places = ['token', '+14155550123', 'It is on its way.', 'Your order'].map((text) =>
      page.indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('shows one channel and one recipient alone, and counts them', async () => {
    addOneOfEach();
    outbox.add(messageWith({ id: 'other', to: 'bob@example.com', subject: 'For Bob' }));
    const page = await textOf('/?channel=EMAIL&to=bob');
    expect(page).toContain('For Bob');
    expect(page).not.toContain('ada@example.com</bdi>');
    expect(page).not.toContain('It is on its way.');
    expect(page).toMatch(/aria-current="page">Email <span class="count">1</);
  });

  test('shows fifty on a page, each message on one page', async () => {
    for (let number = 0; number < 120; number += 1) {
      if (number % 3 > 0) inbox.push(inAppItem({ id: `m${number}`, sentAt: at(number) }));
      else outbox.add(messageWith({ id: `m${number}`, sentAt: at(number) }));
    }
    const shown: (string | undefined)[][] = [];
    for (const number of [1, 2, 3, 4]) {
      const page = await textOf(`/?page=${number}`);
      shown.push([...page.matchAll(/href="\/messages\/(m\d+)"/g)].map(([, id]) => id));
    }
    expect(shown.map(({ length }) => length)).toEqual([50, 50, 20, 0]);
    expect(shown.flat()).toEqual(Array.from({ length: 120 }, (_, index) => `m${119 - index}`));
  });

  test('leads to the newer and the older page, and keeps the search', async () => {
    for (let number = 0; number < 101; number += 1) outbox.add(messageWith({ id: `m${number}` }));
    const page = await textOf('/?channel=EMAIL&to=ada&page=2');
    expect(page).toContain('href="/?channel=EMAIL&amp;to=ada" rel="prev"');
    expect(page).toContain('href="/?channel=EMAIL&amp;to=ada&amp;page=3" rel="next"');
    expect(page).toContain('Page 2 of 3');
  });

  test('says what to do when nothing was sent, and what is wrong with a question', async () => {
    expect(await textOf('/')).toContain('Nothing was sent yet');
    expect(await textOf('/?to=nobody')).toContain('No message to “nobody”');
    for (const query of ['channel=FAX', 'page=0', 'page=x']) {
      expect((await get(`/?${query}`)).status).toBe(400);
    }
  });

  test('says which message did not arrive', async () => {
    outbox.add(messageWith({ fate: 'BOUNCED', detail: '550 user unknown' }));
    expect(await textOf('/')).toContain('Bounced');
    expect(await textOf('/messages/mail-1')).toContain('550 user unknown');
  });
});

describe('GET /version', () => {
  test('changes when something is sent or read, and only then', async () => {
    const versions = [await textOf('/version'), await textOf('/version')];
    expect(versions[0]).toBe(versions[1]);
    outbox.add(messageWith({ id: 'mail' }));
    versions.push(await textOf('/version'));
    inbox.push(inAppItem());
    versions.push(await textOf('/version'));
    inbox = [inAppItem({ readAt: at(5) })];
    versions.push(await textOf('/version'));
    expect(new Set(versions).size).toBe(4);
  });

  test('is the version that the page begins with', async () => {
    addOneOfEach();
    for (const query of ['', '?channel=SMS', '?to=ada&page=1']) {
      expect(await textOf(`/${query}`)).toContain(
        `data-version="${await textOf(`/version${query}`)}"`,
      );
    }
  });
});

describe('GET /messages/{id}', () => {
  test('shows a mail in a frame that may run nothing', async () => {
    outbox.add(
      messageWith({ html: '<p>only in the frame</p>', headers: { 'List-Unsubscribe': '<x>' } }),
    );
    const page = await textOf('/messages/mail-1');
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).toContain('src="/messages/mail-1/html"');
    expect(page).not.toContain('only in the frame');
    expect(page).toContain('List-Unsubscribe');
    expect(page).toContain('Hello Ada');
  });

  test.each(['mail', 'sms', 'push', 'item'])('shows %s', async (id) => {
    addOneOfEach();
    const answer = await get(`/messages/${id}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain('undefined');
  });

  test.each(['/messages/unknown', '/messages/%E0%A4%A', '/messages/unknown/html', '/unknown'])(
    'knows no %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});

describe('hostile content', () => {
  const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const hostile = (channel: OutboxMessage['channel']): OutboxMessage => ({
    ...messageWith({ id: `${attack}/${channel}`, channel, to: attack, from: attack }),
    subject: attack,
    title: attack,
    text: `${attack} https://a.example/"onclick="alert(1)`,
    link: `javascript:alert(1)//${attack}`,
    platform: attack,
    headers: { [attack]: attack },
    notificationId: attack,
    deliveryId: attack,
    detail: attack,
    fate: 'FAILED',
  });

  test.each(['EMAIL', 'SMS', 'PUSH', 'IN_APP'] as const)('is text on %s', async (channel) => {
    const message = hostile(channel);
    if (channel === 'IN_APP') inbox.push(message);
    else outbox.add(message);
    for (const path of [
      `/messages/${encodeURIComponent(message.id)}`,
      '/',
      `/?to=${encodeURIComponent(attack)}`,
    ]) {
      const page = await textOf(path);
      expect(page).toContain('&lt;script&gt;alert(1)');
      expect(page).not.toContain('<script>alert');
      expect(page).not.toContain('<img');
      expect(page).not.toContain('href="javascript:');
      expect(page).not.toContain('"onclick=');
    }
  });

  test('runs no script on any page but the one that the page brings', async () => {
    outbox.add(messageWith());
    for (const path of ['/', '/messages/mail-1', '/unknown']) {
      const policy = (await get(path)).headers.get('content-security-policy');
      expect(policy).toMatch(/^default-src 'none'; .*script-src 'sha256-[^ ]+';/);
      expect(policy).not.toContain('unsafe');
    }
    const policy = (await get('/messages/mail-1/html')).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toMatch(/; sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy).not.toContain('script-src');
  });
});

describe('a mail that is read', () => {
  const link = 'https://shop.example/orders?id=1&from=mail#top';
  const html = `<p><a href="${link.replace('&', '&amp;')}">Order</a> <a href="mailto:help@shop.example">Help</a> <a href="javascript:alert(1)">No</a></p>`;
  const clickPath = `/messages/mail-1/click?to=${encodeURIComponent(link)}`;
  beforeEach(() => outbox.add(messageWith({ html })));

  test('leads its links through the outbox, and loads a pixel', async () => {
    const page = await textOf('/messages/mail-1/html');
    expect(page).toContain(`href="${clickPath}" target="_blank"`);
    expect(page).toContain('href="mailto:help@shop.example"');
    expect(page).not.toContain('javascript:');
    expect(page).toContain('<img src="/messages/mail-1/open.gif"');
  });

  test('is opened when its pixel is loaded, and not before', async () => {
    await get('/messages/mail-1');
    await get('/messages/mail-1/html');
    await get('/messages/mail-1/open.gif', { method: 'HEAD' });
    expect(opened).toEqual([]);
    const pixel = await get('/messages/mail-1/open.gif');
    expect(pixel.headers.get('content-type')).toBe('image/gif');
    expect(pixel.headers.get('cache-control')).toBe('no-store');
    expect(opened).toEqual([['mail-1', { ip: '127.0.0.1', userAgent: 'test' }]]);
  });

  test('leads where its link leads, and tells of the click', async () => {
    const answer = await get(clickPath);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(link);
    expect(clicked).toEqual([['mail-1', link, { ip: '127.0.0.1', userAgent: 'test' }]]);
  });

  test.each([
    'https://evil.example/',
    'https://shop.example/orders',
    'javascript:alert(1)',
    'mailto:help@shop.example',
    '',
  ])('leads nowhere else: %s', async (to) => {
    const answer = await get(`/messages/mail-1/click?to=${encodeURIComponent(to)}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('location')).toBeNull();
    expect(clicked).toEqual([]);
  });

  test('leads not to the link of another mail', async () => {
    outbox.add(messageWith({ id: 'mail-2', html: '<a href="https://b.example/">B</a>' }));
    expect((await get('/messages/mail-1/click?to=https://b.example/')).status).toBe(404);
    expect((await get('/messages/mail-2/click?to=https://b.example/')).status).toBe(302);
  });
});

test('only answers what is read', async () => {
  const answer = await get('/messages', { method: 'POST', body: '{}' });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('GET, HEAD');
});

test('lists thousands within the time of a click', async () => {
  for (let number = 0; number < 3_000; number += 1) outbox.add(messageWith({ id: `m${number}` }));
  const startedAt = performance.now();
  expect(await idsOf('/messages?channel=EMAIL')).toHaveLength(3_000);
  expect((await get('/?to=ada&page=60')).status).toBe(200);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
