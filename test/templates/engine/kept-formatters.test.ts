import { expect, test } from 'vitest';
import { formattersOf } from '#functions/templates/kept-formatters.ts';

test('what was made for a reader is there for the next like them', () => {
  const make = () => ({});
  const made = formattersOf('de', 'UTC')('number', make);
  expect(formattersOf('de', 'UTC')('number', make)).toBe(made);
  expect(formattersOf('de', 'Europe/Berlin')('number', make)).not.toBe(made);
  expect(formattersOf('de', 'UTC')('percent', make)).not.toBe(made);
});

test('keeps two hundred readers, those used last', () => {
  const made = formattersOf('fr', 'UTC')('number', () => ({}));
  const forgotten = formattersOf('it', 'UTC')('number', () => ({}));
  for (let index = 0; index < 199; index += 1) {
    formattersOf('en', `zone-${index}`);
    formattersOf('fr', 'UTC');
  }
  expect(formattersOf('fr', 'UTC')('number', () => ({}))).toBe(made);
  expect(formattersOf('it', 'UTC')('number', () => ({}))).not.toBe(forgotten);
});
