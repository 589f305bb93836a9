import { expect, test } from 'vitest';
import { cheapestFirst, estimateCost } from '#core/prices.ts';
import { channels } from '#functions/channels/index.ts';

test.each(channels.map(({ name }) => name).filter((name) => name !== 'SMS'))(
  'knows what %s costs, and where that is written',
  (channel) => {
    const { amount, currency, basis } = estimateCost(channel, 1);
    expect(amount).toBeGreaterThanOrEqual(0);
    expect(currency).toBe('USD');
    expect(basis).toContain('https://aws.amazon.com/');
  },
);

test('reckons by units, without the noise of binary fractions', () => {
  expect(estimateCost('EMAIL', 1).amount).toBe(0.0001);
  expect(estimateCost('IN_APP', 3).amount).toBe(0.000001875);
});

test('names no price where the country decides', () => {
  expect(estimateCost('SMS', 2)).toMatchObject({ amount: null });
  expect(estimateCost('SMS', 2).basis).toContain('2 SMS parts');
});

test('what is cheapest comes first, and what has no price last', () => {
  const channels = ['SMS', 'EMAIL', 'NO_SUCH', 'IN_APP', 'PUSH'];
  expect(cheapestFirst(channels)).toEqual(['PUSH', 'IN_APP', 'EMAIL', 'SMS', 'NO_SUCH']);
});
