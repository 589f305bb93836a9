import { expect, test } from 'vitest';
import { languagesOf } from '#core/template-languages.ts';

const content = {
  default: {
    EMAIL: { subject: 'Hello', preheader: 'News', html: '<p>', text: 'Hello' },
    SMS: { text: 'Hello' },
  },
  fr: { EMAIL: { subject: 'Bonjour', html: '<p>' } },
  'fr-CA': { SMS: { text: 'Allô' } },
};
const language = (locale: string, over: Partial<Parameters<typeof languagesOf>[0]> = {}) =>
  languagesOf({ content, ...over }, [locale]).find((one) => one.locale === locale);

test('says which channel is read in another language, and which fields are missing', () => {
  expect(languagesOf({ content }, []).map(({ locale }) => locale)).toEqual(['fr', 'fr-CA']);
  expect(language('fr')).toEqual({
    locale: 'fr',
    isComplete: false,
    channels: [
      // The text of a mail is made of its HTML.
      { channel: 'EMAIL', from: 'fr', missingFields: ['preheader'] },
      { channel: 'SMS', from: 'default', missingFields: [] },
    ],
    missingMessages: [],
  });
});

test('a mail in MJML lacks neither HTML nor text', () => {
  const de = { EMAIL: { subject: 'Hallo', preheader: 'Neues', mjml: '<mjml>' } };
  const channels = language('de', { content: { ...content, de } })?.channels;
  expect(channels?.[0]).toEqual({ channel: 'EMAIL', from: 'de', missingFields: [] });
});

test('a region falls back to its language, and that to the default', () => {
  expect(language('fr-CA')?.channels.map(({ from }) => from)).toEqual(['fr', 'fr-CA']);
  expect(language('pt-BR')?.channels.map(({ from }) => from)).toEqual(['default', 'default']);
});

test('a language of its own words throughout is complete', () => {
  const de = { EMAIL: content.default.EMAIL, SMS: content.default.SMS };
  expect(language('de', { content: { ...content, de } })?.isComplete).toBe(true);
});

test('a default that speaks by messages is complete where a language has them all', () => {
  const messages = { en: { hello: 'Hello', bye: 'Bye' }, es: { hello: 'Hola' } };
  const own = { content: { default: content.default }, messages };
  expect(language('es', own)).toMatchObject({ missingMessages: ['bye'], isComplete: false });
  expect(language('en', own)).toMatchObject({ missingMessages: [], isComplete: true });
  expect(language('es-MX', own)?.missingMessages).toEqual(['bye']);
});
