import { expect, test } from 'vitest';
import { takeStyles } from '#functions/delivery/take-styles.ts';

test('what a mail styles at its beginning is taken from its body', () => {
  expect(
    takeStyles('\n<style>a { color: red }</style>\n<style media="screen">b {}</style>\n<p>Hi</p>'),
  ).toEqual({
    styles: '<style>a { color: red }</style>\n<style media="screen">b {}</style>',
    body: '<p>Hi</p>',
  });
});

test.each([
  '<p>Hi</p>',
  '<p>Hi</p><style>a {}</style>',
  '<style title="></style><script>alert(1)</script>">a {}</style>',
  `<style title='"></style><script>alert(1)</script>'>a {}</style>`,
  '<style',
  '<style>a {}',
  '<styles>a</styles>',
])('%s stays as it is', (html) => {
  expect(takeStyles(html)).toEqual({ styles: '', body: html });
});
