import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { channels } from '#functions/channels/index.ts';
import { categories } from '#templates/categories.ts';
import { defineTemplate } from '#templates/define-template.ts';
import { loadStationery, loadTemplates } from '#templates/load-templates.ts';

const declaration = defineTemplate({
  id: 'TEA_READY',
  category: 'orders',
  dataSchema: z.strictObject({ name: z.string() }),
  sample: { name: 'Ada' },
});
const html = 'subject: Tea\n---\n<p>Tea</p>';
const complete = { 'tea-ready/email.html.eta': html, 'tea-ready/email.text.eta': 'Tea' };

const load = (
  contentFiles: Readonly<Record<string, string>>,
  declarations: readonly (typeof declaration)[] = [declaration],
) => loadTemplates({ declarations, contentFiles, channels, categories });

describe('loadTemplates', () => {
  test('maps the files of a template to the fields of its channels', () => {
    const templates = load({
      ...complete,
      'tea-ready/in-app.eta': 'title: Tea\nlink: /tea\n---\nIt is.',
    });
    expect(templates.get('TEA_READY')?.content).toEqual({
      default: {
        EMAIL: { subject: 'Tea', html: '<p>Tea</p>', text: 'Tea' },
        IN_APP: { title: 'Tea', link: '/tea', body: 'It is.' },
      },
    });
  });

  test('reads other languages from folders named by their tags', () => {
    const templates = load({
      ...complete,
      'tea-ready/fr-CA/email.html.eta': 'subject: Thé\n---\n<p>Thé</p>',
      'tea-ready/fr-CA/email.text.eta': 'Thé',
    });
    expect(templates.get('TEA_READY')?.content['fr-CA']).toEqual({
      EMAIL: { subject: 'Thé', html: '<p>Thé</p>', text: 'Thé' },
    });
  });

  test.each([
    ['a template without content', {}, 'TEA_READY has no content'],
    [
      'content without a template',
      { ...complete, 'coffee/email.html.eta': html },
      'no declared template',
    ],
    [
      'a channel that does not exist',
      { ...complete, 'tea-ready/fax.eta': 'x' },
      'fax, which is no channel',
    ],
    [
      'a field that its channel lacks',
      { ...complete, 'tea-ready/email.md.eta': 'x' },
      'unknown to EMAIL',
    ],
    [
      'front matter that its channel lacks',
      { ...complete, 'tea-ready/in-app.eta': 'subject: a\n---\nb' },
      'the field subject, unknown to IN_APP',
    ],
    ['a missing required field', { 'tea-ready/email.html.eta': html }, 'lacks the field text'],
    [
      'an empty required field',
      { ...complete, 'tea-ready/email.text.eta': ' \n' },
      'EMAIL in default lacks the field text',
    ],
    [
      'a field given by two files',
      { ...complete, 'tea-ready/email.text.eta': 'subject: b\n---\nb' },
      'gives the field subject a second time',
    ],
    [
      'a language that is none',
      { ...complete, 'tea-ready/FR/email.text.eta': 'x' },
      'lies in FR, which is no language tag',
    ],
    ['a file too deep', { ...complete, 'tea-ready/fr/old/email.text.eta': 'x' }, 'lies too deep'],
    [
      'a channel in another language alone',
      { ...complete, 'tea-ready/fr/in-app.eta': 'title: a\n---\nb' },
      'has IN_APP in fr, but not in its default',
    ],
    [
      'an incomplete translation',
      { ...complete, 'tea-ready/fr/email.text.eta': 'Thé' },
      'EMAIL in fr lacks the field subject',
    ],
  ])('refuses %s', (_, contentFiles, message) => {
    expect(() => load(contentFiles)).toThrow(message);
  });

  test('refuses a category that does not exist', () => {
    expect(() => load(complete, [{ ...declaration, category: 'tea' }])).toThrow('category tea');
  });

  test('refuses two declarations with one id', () => {
    expect(() => load(complete, [declaration, declaration])).toThrow('TEA_READY is declared twice');
  });
});

describe('loadStationery', () => {
  test('gathers layouts by channel and field, and partials by name', () => {
    const files = { 'layout/email.html.eta': 'L', 'partials/button.eta': 'B', ...complete };
    expect(loadStationery(files, channels)).toEqual({
      layouts: { EMAIL: { html: 'L' } },
      partials: { button: 'B' },
    });
  });

  test('refuses the layout of a channel that does not exist', () => {
    expect(() => loadStationery({ 'layout/fax.html.eta': '' }, channels)).toThrow('no channel');
  });
});
