import { expect, test } from 'vitest';
import { channels } from '#functions/channels/index.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createCheckDraft } from '#functions/template-api/check-draft.ts';
import { categories } from '#templates/categories.ts';
import { stationery } from '#templates/index.ts';
import { bodyOf } from '../stored-templates/stored-order.ts';

const check = createCheckDraft({ channels, categories, stationery, senders: new Set() });
const prepare = createPrepareVersion(stationery);

const pushWith = (data: string) =>
  bodyOf('', { content: { default: { PUSH: { title: 'a', body: 'b', data } } } });
const renderWith = async (source: string, name: string) => {
  const body = pushWith(source);
  const checked = check(body);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const render = await prepare({ templateId: 'MADE', body, programs: checked.programs });
  const rendered = render({ templateId: 'MADE', channel: 'PUSH', data: { name } });
  return rendered.kind === 'rendered' ? rendered.content.data : rendered.detail;
};

test('what a push tells the app is checked when it is published', () => {
  const checked = check(pushWith('screen: order\nno key'));
  expect(checked.kind === 'refused' && checked.problems).toEqual([
    {
      pointer: '/content/default/PUSH/data',
      code: 'INVALID_DATA',
      detail: 'With the sample, data line 2 is no key: value.',
    },
  ]);
});

test('a value from data stays one value, whatever it holds', async () => {
  expect(await renderWith('name: <%= it.name %>\nscreen: order', 'Ada\naps: 1')).toBe(
    'name: Ada aps: 1\nscreen: order',
  );
});

test('a key from data that is taken fails the rendering, and quotes nothing', async () => {
  expect(await renderWith('<%= it.name %>: 1', 'deliveryId')).toBe(
    'MADE for PUSH: data line 1 has a key that is taken',
  );
});
