import { expect, test } from 'vitest';
import { createRenderer } from '#functions/delivery/render.ts';
import { withBrand } from '#functions/delivery/render-stationery.ts';
import { checked } from '#lib/check-stage.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { stages } from '#lib/stages.ts';
import { stationery, templates } from '#templates/index.ts';

const tea = {
  name: 'Tea & Co',
  postalAddress: '1 Tea Street',
  logoUrl: 'https://tea.example/logo.png',
  accentColor: '#117733',
  darkAccentColor: '#88ccaa',
  footer: 'Tea since 1899.',
};
const renderBy = (change: Parameters<typeof withBrand>[1]) => {
  const render = createRenderer(templates, withBrand(stationery, change));
  const welcome = templates.get('WELCOME');
  const rendered = render({
    templateId: 'WELCOME',
    channel: 'EMAIL',
    data: welcome?.sample ?? {},
    locale: 'en',
  } as Parameters<typeof render>[0]);
  if (rendered.kind === 'failed') throw new Error(rendered.detail);
  return rendered.content;
};

test('a stage writes under its own name, logo, colours and footer, in every mail', () => {
  const { html = '', text = '' } = renderBy(tea);
  expect(html).toContain('<img src="https://tea.example/logo.png" alt="Tea &amp; Co"');
  expect(html).toContain('background-color:#117733');
  expect(html).toContain('.link { color: #88ccaa !important; }');
  expect(html).toContain('Tea &amp; Co, 1 Tea Street\n<br>Tea since 1899.');
  expect(html).not.toContain('#2350b8');
  expect(text).toContain('Tea & Co, 1 Tea Street\nTea since 1899.');
});

test('what a stage does not say is as it stands in code', () => {
  const { html = '' } = renderBy({ accentColor: '#117733' });
  expect(html).toContain('>Herald</span>');
  expect(html).not.toContain('<img');
  expect(html).toContain('.link { color: #93b7ff !important; }');
  expect(renderBy(undefined)).toEqual(renderBy({}));
});

test.each<[NonNullable<StageSettings['brand']>, string]>([
  [{ accentColor: 'red' }, 'must be a colour such as #2350b8'],
  [{ accentColor: '#117733;background:url(//x)' }, 'must be a colour such as #2350b8'],
  [{ logoUrl: 'http://tea.example/logo.png' }, 'must be an https URL'],
  [{ logoUrl: 'javascript:alert(1)' }, 'must be an https URL'],
])('refuses %j', (brand, said) => {
  expect(() => checked('dev', { ...stages.dev, brand })).toThrow(said);
});
