import { describe, expect, test } from 'vitest';
import { HelperError, helpersFor } from '#functions/templates/helpers-for-reader.ts';

/** Languages with a direction, digits, plurals, calendars or spacing of their own; each with a zone. */
const readers = [
  ['en-US', 'America/New_York', 'USD'],
  ['de', 'Europe/Berlin', 'EUR'],
  ['fr-CA', 'America/Toronto', 'CAD'],
  ['pt-BR', 'America/Sao_Paulo', 'BRL'],
  ['ja', 'Asia/Tokyo', 'JPY'],
  ['hi', 'Asia/Kolkata', 'INR'],
  ['ar-EG', 'Africa/Cairo', 'EGP'],
  ['pl', 'Europe/Warsaw', 'PLN'],
  ['he', 'Asia/Jerusalem', 'ILS'],
  ['zh-Hans', 'Asia/Shanghai', 'CNY'],
] as const;

const plurals = {
  zero: '# zero',
  one: '# one',
  two: '# two',
  few: '# few',
  many: '# many',
  other: '# other',
};
const forms = new Map<string, unknown>(Object.entries(plurals));

test.each(readers)(
  '%s in %s reads dates, numbers and money in %s',
  (locale, timeZone, currency) => {
    const { date, time, dateTime, number, percent, money, plural, list } = helpersFor({
      locale,
      timeZone,
    });
    const instant = '2026-12-24T22:30:00Z';
    expect({
      date: date('2026-12-24'),
      short: date('2026-12-24', 'short'),
      dateOfInstant: date(instant),
      time: time(instant),
      dateTime: dateTime(instant),
      number: number(1234567.5),
      digits: number('1234.5', 2),
      percent: percent(0.256, 1),
      money: money(1234.5, currency),
      plurals: [0, 1, 2, 3, 11, 100].map((count) => plural(count, forms)),
      list: list(['a', 'b', 'c']),
    }).toMatchSnapshot();
  },
);

describe('helpers', () => {
  const { t, date, money, plural, number, formatDate, time } = helpersFor({
    locale: 'en',
    timeZone: 'Pacific/Kiritimati',
    messages: { hello: 'Hello {name}, {name}!', plain: 'Plain', $1: '$&' },
  });

  test('a date alone is the same day everywhere, an instant is not', () => {
    expect(date('2026-12-24')).toBe('December 24, 2026');
    expect(formatDate('2026-12-24')).toBe('December 24, 2026');
    expect(date('2026-12-24T12:00:00Z')).toBe('December 25, 2026');
  });

  test('money keeps every digit of a decimal that is written as a text', () => {
    expect(money('123456789012345.67', 'EUR')).toBe('€123,456,789,012,345.67');
    expect(money(1000, 'JPY')).toBe('¥1,000');
  });

  test('t() fills in its values as they are', () => {
    expect(t('hello', new Map([['name', '{name} $& $1']]))).toBe(
      'Hello {name} $& $1, {name} $& $1!',
    );
    expect(t('plain')).toBe('Plain');
  });

  test('an exact form is preferred to a plural form', () => {
    expect(
      plural(
        0,
        new Map([
          ['=0', 'none'],
          ['other', '# items'],
        ]),
      ),
    ).toBe('none');
    expect(plural(1500, new Map([['other', '# items']]))).toBe('1,500 items');
  });

  test.each([
    ['an unknown message', () => t('constructor')],
    ['a message without its value', () => t('hello', new Map())],
    ['a day that does not exist', () => date('2026-13-41')],
    ['a date in words', () => date('tomorrow')],
    ['a number as a date', () => date(0)],
    ['a time without a day', () => time('12:00')],
    ['a style of our own', () => date('2026-12-24', 'fancy')],
    ['a currency that is none', () => money(1, 'EURO')],
    ['a currency from an object', () => money(1, { toString: () => 'EUR' })],
    ['an amount with a sign in it', () => money('$49.99', 'USD')],
    ['an infinite number', () => number(Number.POSITIVE_INFINITY)],
    ['a thousand decimals', () => number(1, 1000)],
    ['a plural without other', () => plural(5, new Map([['one', 'x']]))],
    ['a plural without forms', () => plural(5, 'x')],
  ])('%s is an error that quotes no data', (_what, call) => {
    expect(call).toThrow(HelperError);
  });
});
