import { describe, expect, test } from 'vitest';
import { linksOf, rewriteLinks } from '#local/outbox/mail-links.ts';

const hrefsOf = (html: string) => linksOf(html).map(({ href }) => href);

describe('finds a link', () => {
  test.each([
    ['in double quotes', '<a href="https://a.example/?x=1&amp;y=2">', 'https://a.example/?x=1&y=2'],
    ['in single quotes', "<a href='https://a.example/'>", 'https://a.example/'],
    ['in no quotes', '<a href=https://a.example/x/>', 'https://a.example/x/'],
    ['in capitals', '<A CLASS=x HREF="HTTPS://a.example/">', 'HTTPS://a.example/'],
    [
      'behind a > in another attribute',
      '<a title=">" href="https://a.example/">',
      'https://a.example/',
    ],
    ['in characters by number', '<a href="https:&#47;&#x2F;a.example/">', 'https://a.example/'],
    ['of an area', '<area alt="" href="https://a.example/" />', 'https://a.example/'],
    ['to an address', '<a href="mailto:ada@example.com">', 'mailto:ada@example.com'],
    [
      'the first of two',
      '<a href="https://a.example/" href="https://b.example/">',
      'https://a.example/',
    ],
  ])('%s', (_, html, href) => {
    expect(hrefsOf(html)).toEqual([href]);
  });
});

describe('finds no link', () => {
  test.each([
    ['in a script address', '<a href="javascript:alert(1)">'],
    ['in a script address with a line break', '<a href="java&#10;script:alert(1)">'],
    ['in data', '<a href="data:text/html,x">'],
    ['in a path', '<a href="/messages/1/click?to=x">'],
    ['in a comment', '<!-- <a href="https://a.example/"> -->'],
    ['in another element', '<abbr href="https://a.example/">'],
    ['in a tag that never ends', '<a href="https://a.example/"'],
  ])('%s', (_, html) => {
    expect(hrefsOf(html)).toEqual([]);
  });
});

test('tracks web links unless told not to, as SES does', () => {
  const html =
    '<a href="https://a.example/"><a ses:no-track href="https://b.example/"><a href="mailto:a@b.c">';
  expect(linksOf(html).map(({ isTracked }) => isTracked)).toEqual([true, false, false]);
});

test('replaces links in place and leaves all else as it is', () => {
  const html = '<p>1 < 2</p><!-- x --><a class="b" target=_top href="https://a.example/">A</a><br>';
  expect(rewriteLinks(html, () => '/to?"<&')).toBe(
    '<p>1 < 2</p><!-- x --><a class="b" href="/to?&quot;&lt;&amp;" target="_blank" rel="noopener noreferrer">A</a><br>',
  );
});

test('takes the target from a link that nobody may follow', () => {
  const html = '<a style="color:red" href="javascript:alert(1)" ping="https://a.example/">A</a>';
  expect(rewriteLinks(html, () => 'never')).toBe('<a style="color:red">A</a>');
});

test.each(['<a ', '<a x="', '<!--', '<a b=\'c="', '<a <a x=y '])(
  'reads %s a hundred thousand times without taking its time',
  (hostile) => {
    const startedAt = performance.now();
    linksOf(hostile.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  },
);
