import { expect, test } from 'vitest';
import {
  draftToFolder,
  folderNameOf,
  folderToDraft,
  templateIdOf,
} from '../../bin/herald/template-folder.ts';

const body = {
  category: 'orders',
  dataSchema: { type: 'object', properties: {} },
  sample: {},
  messages: { fr: { hi: 'Salut' } },
  content: {
    default: {
      EMAIL: {
        subject: 'Hi',
        preheader: 'There',
        html: '<p>Hi</p>\n<p>there</p>',
        text: 'Hi\n\nthere\n',
      },
      SMS: { text: 'Hi' },
      PUSH: { title: 'Hi', link: 'https://x.test/', body: 'there', data: 'a: 1\nb: 2' },
    },
    fr: { EMAIL: { subject: 'Salut', html: 'no text of its own' } },
    'fr-CA': { SMS: { text: 'Allô' } },
    de: { EMAIL: { subject: 'Hallo', mjml: '<mjml>\n</mjml>', text: 'Hallo' } },
  },
};

test('a template goes into files and back, as it was', () => {
  const files = draftToFolder('parcel-waits', body);
  expect(Object.keys(files).toSorted()).toEqual([
    'de/email.mjml.eta',
    'de/email.text.eta',
    'email.html.eta',
    'email.text.eta',
    'fr-CA/sms.eta',
    'fr/email.html.eta',
    'push.data.eta',
    'push.eta',
    'sms.eta',
    'template.json',
  ]);
  expect(folderToDraft('parcel-waits', files)).toEqual(body);
  expect(templateIdOf(folderNameOf('PARCEL_WAITS'))).toBe('PARCEL_WAITS');
});

test.each([
  ['a folder without template.json', { 'sms.eta': 'Hi' }, 'has no template.json'],
  ['a template.json that is none', { 'template.json': '{' }, 'is not JSON'],
  ['a file for no channel', { 'fax.eta': 'Hi' }, 'fax, which is no channel'],
])('%s is refused by name', (_, files, message) => {
  const { content: _c, ...about } = body;
  const whole =
    'template.json' in files || 'sms.eta' in files
      ? files
      : { ...files, 'template.json': JSON.stringify(about) };
  expect(() => folderToDraft('parcel-waits', whole)).toThrow(message);
});

test('a language that is a path is refused: a draft may say anything', () => {
  const content = { default: body.content.default, '../../evil': { SMS: { text: 'Hi' } } };
  expect(() => draftToFolder('x', { ...body, content })).toThrow('is no language');
});

test('what no file can say is refused, and never written otherwise', () => {
  const SMS = { text: 'subject: not a field\n---\nHi' };
  expect(() => draftToFolder('x', { ...body, content: { default: { SMS } } })).toThrow(
    'looks like fields',
  );
});
