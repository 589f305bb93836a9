import { expect, test } from 'vitest';
import * as z from 'zod';
import { senderOf, type Templates } from '#core/template.ts';
import { createSendEmail, createSes } from '#functions/channels/email/send-email.ts';
import { checked } from '#lib/check-stage.ts';
import { stages } from '#lib/stages.ts';
import { categories } from '#templates/categories.ts';
import { startFakeProvider } from '../fake-provider.ts';
import { fakeAws } from '../tables-in-memory.ts';

const Post = z.object({
  FromEmailAddress: z.string(),
  ReplyToAddresses: z.array(z.string()).optional(),
});

/** Whom SES is told that a mail comes from. */
const sentBy = async (sender: string | undefined) => {
  const ses = await startFakeProvider({
    accept: () => ({ answer: { status: 200, body: '{"MessageId":"1"}' }, messageId: '1' }),
    reject: () => ({ status: 400, body: '{}' }),
    throttle: () => ({ status: 429, body: '{}' }),
  });
  const send = createSendEmail(createSes({ ...fakeAws, endpoint: ses.url }), {
    provider: 'SES',
    sender: { from: 'Shop <shop@example.com>' },
    senders: {
      billing: { from: 'Billing <billing@example.com>', replyTo: 'help@example.com' },
      news: { from: 'news@example.com' },
    },
    configurationSet: 'herald',
  });
  await send({
    deliveryId: 'd',
    notificationId: 'n',
    address: 'ada@example.com',
    templateId: 'INVOICE',
    category: 'orders',
    ...(sender === undefined ? {} : { sender }),
    expiresAt: 1,
    acceptedAt: 0,
    content: { subject: 'a', html: 'b', text: 'c' },
  });
  await ses.close();
  return Post.parse(JSON.parse(ses.calls[0]?.body ?? '{}'));
};

test.each([
  [
    'billing',
    { FromEmailAddress: 'Billing <billing@example.com>', ReplyToAddresses: ['help@example.com'] },
  ],
  ['news', { FromEmailAddress: 'news@example.com' }],
  [undefined, { FromEmailAddress: 'Shop <shop@example.com>' }],
  // A deployment took it away since.
  ['gone', { FromEmailAddress: 'Shop <shop@example.com>' }],
])('a mail of the sender %s comes from there, and is answered there', async (sender, told) => {
  expect(await sentBy(sender)).toEqual(told);
});

test('a template’s sender stands above its category’s, and what was published above what is in code', () => {
  const category = { sender: 'news' };
  const inCode = new Map([['INVOICE', { sender: 'billing' }]]) as unknown as Templates;
  const template = { version: 1, category: 'orders', channels: [], sender: 'published' };
  expect(senderOf({ templateId: 'INVOICE', template }, inCode, category)).toBe('published');
  expect(senderOf({ templateId: 'INVOICE' }, inCode, category)).toBe('billing');
  expect(senderOf({ templateId: 'OTHER' }, inCode, category)).toBe('news');
  expect(senderOf({ templateId: 'OTHER' }, inCode, {})).toBeUndefined();
});

test('no category names a sender that a stage does not have', () => {
  const orders = categories.get('orders');
  if (orders === undefined) throw new Error('there are no orders');
  const named = Object.assign(orders, { sender: 'nobody' });
  try {
    expect(() => checked('dev', stages.dev)).toThrow('orders is sent by nobody');
    const senders = { nobody: { address: 'a@example.com', name: '', isCreated: false } };
    expect(() => checked('dev', { ...stages.dev, senders })).not.toThrow();
  } finally {
    delete (named as { sender?: string }).sender;
  }
});
