import { expect, test } from 'vitest';
import { type ChannelOrders, resolveOrder } from '#core/channel-order.ts';

const channels = ['EMAIL', 'SMS', 'PUSH', 'IN_APP'];
const say = (...order: readonly string[]) => ({
  channels: [...order],
  at: 7,
  how: 'API' as const,
  by: '1/Shop',
});

test.each<[string, ChannelOrders | undefined, readonly string[], string]>([
  ['nothing was said', undefined, ['PUSH', 'IN_APP', 'EMAIL', 'SMS'], 'cheapest-first'],
  ['all was emptied', {}, ['PUSH', 'IN_APP', 'EMAIL', 'SMS'], 'cheapest-first'],
  ['it was said for all', { '*': say('SMS') }, ['SMS', 'PUSH', 'IN_APP', 'EMAIL'], 'everything'],
  [
    'it was said for the category, too',
    { '*': say('SMS'), orders: say('EMAIL', 'PUSH') },
    ['EMAIL', 'PUSH', 'IN_APP', 'SMS'],
    'category',
  ],
  [
    'it was said for another category',
    { promotions: say('SMS') },
    ['PUSH', 'IN_APP', 'EMAIL', 'SMS'],
    'cheapest-first',
  ],
  [
    'it names a channel that is gone, and one twice',
    { orders: say('FAX', 'SMS', 'SMS') },
    ['SMS', 'PUSH', 'IN_APP', 'EMAIL'],
    'category',
  ],
])('the order where %s', (_, orders, order, level) => {
  const resolved = resolveOrder('orders', orders, channels);
  expect([resolved.channels, resolved.level]).toEqual([order, level]);
  expect(resolved.since).toBe(level === 'cheapest-first' ? undefined : 7);
});
