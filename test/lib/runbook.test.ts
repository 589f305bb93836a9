import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runbookSections } from '#lib/constructs/concern.ts';

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

test('the runbook has a section for everything that an alarm points at', () => {
  const headings = readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm);
  const anchors = [...headings].map(([, heading = '']) => anchorOf(heading));
  expect(anchors).toEqual(expect.arrayContaining([...runbookSections]));
});
