import { expect, test } from 'vitest';
import { piecesOf } from '#local/outbox/message-view.ts';

test('cuts web addresses out of a text, without the punctuation behind them', () => {
  expect(piecesOf('Track it (https://a.example/t?x=1). Or http://b.example!')).toEqual([
    { text: 'Track it (' },
    { text: 'https://a.example/t?x=1', href: 'https://a.example/t?x=1' },
    { text: '). Or ' },
    { text: 'http://b.example', href: 'http://b.example' },
    { text: '!' },
  ]);
});

test.each(['', 'no link', 'javascript:alert(1)', 'https://', 'herald://orders/1'])(
  'makes no link of "%s"',
  (text) => {
    expect(piecesOf(text).filter(({ href }) => href !== undefined)).toEqual([]);
  },
);
