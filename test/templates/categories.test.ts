import { describe, expect, test } from 'vitest';
import { categories } from '#templates/categories.ts';

describe('categories', () => {
  test.each([...categories.values()])(
    '$id cannot be critical and declinable at once',
    (category) => {
      expect(category.critical && category.declinable).toBe(false);
    },
  );

  test.each([...categories.values()].filter(({ critical }) => critical))(
    '$id is critical, so it is on for everybody and at any hour',
    ({ enabledByDefault, quietHours }) => {
      expect({ enabledByDefault, quietHours }).toEqual({
        enabledByDefault: true,
        quietHours: 'PASS',
      });
    },
  );

  test('one-time codes end within minutes and are never sent twice', () => {
    expect(categories.get('one-time-codes')).toMatchObject({
      timeToLiveSeconds: 600,
      whenUncertain: 'HOLD',
    });
  });

  test('promotions can be declined and wait for the morning', () => {
    expect(categories.get('promotions')).toMatchObject({ declinable: true, quietHours: 'HOLD' });
  });
});
