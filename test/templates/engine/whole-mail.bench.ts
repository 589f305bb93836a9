/**
 * Measures a whole order confirmation, subject to text twin on the layout of mails, against eta's bare render of
 * the same sources: `node test/templates/engine/whole-mail.bench.ts`. Fails when a ratio of medians is above 1.5, or
 * the two write different mails.
 */
import { Eta } from 'eta/core';
import { cleanLine, cleanLines } from '#core/clean-text.ts';
import { channels } from '#functions/channels/index.ts';
import { createRenderer, type Render } from '#functions/delivery/render.ts';
import { renderHelperNames, renderHelpers } from '#functions/delivery/render-helpers.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createCheckDraft } from '#functions/template-api/check-draft.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import { compareMedians } from './compare-medians.ts';

const allowedRatio = 1.5;
const templateId = 'ORDER_CONFIRMATION';
const data = { orderId: '12345', customerName: "Zoë O'Hara", orderTotal: '$49.99' };
const request = { templateId, channel: 'EMAIL', data, locale: 'en', timeZone: 'UTC' } as const;
const template = templates.get(templateId);
const sources = template?.content.default?.EMAIL;
if (template === undefined || sources === undefined) throw new Error('there is no such template');

/** The same sources and layouts, compiled by eta as it comes. */
const bareMail = (): (() => Readonly<Record<string, string>>) => {
  const functionHeader = `const { brand, words, ${renderHelperNames.join(', ')} } = options;`;
  const html = new Eta({ autoTrim: false, functionHeader });
  const escapeFunction = (value: unknown) => cleanLine(String(value));
  const plain = new Eta({ autoTrim: false, functionHeader, escapeFunction });
  for (const [name, source] of Object.entries(stationery.partials)) {
    html.loadTemplate(`@${name}`, source);
  }
  const compiled = Object.entries(sources).map(([field, source]) => {
    const engine = field === 'html' ? html : plain;
    const layout = stationery.layouts.EMAIL?.[field];
    const run = engine.compile(source);
    const around = layout === undefined ? undefined : engine.compile(layout);
    return { field, engine, run, around };
  });
  const helpers = renderHelpers('en', 'UTC');
  const tools = { ...helpers, brand: stationery.brand, words: stationery.words.en, async: false };
  const page = { locale: 'en', language: 'en', dir: 'ltr', styles: '' };
  return () => {
    const fields: Record<string, string> = {};
    for (const { field, engine, run } of compiled)
      fields[field] = run.call(engine, data, tools).trim();
    const content = { ...fields };
    for (const { field, engine, around } of compiled) {
      if (around === undefined) continue;
      content[field] = around.call(engine, { ...fields, ...page, body: fields[field] }, tools);
    }
    return content;
  };
};

const madeByApi = async (): Promise<Render> => {
  const body = {
    category: template.category,
    dataSchema: {
      type: 'object',
      required: Object.keys(data),
      properties: Object.fromEntries(Object.keys(data).map((name) => [name, { type: 'string' }])),
    },
    sample: data,
    content: { default: { EMAIL: { ...sources } } },
  };
  const check = createCheckDraft({ channels, categories, stationery, senders: new Set() });
  const checked = check(body);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  return createPrepareVersion(stationery)({ templateId, body, programs: checked.programs });
};

const bare = bareMail();
for (const [name, render] of [
  ['in code', createRenderer(templates, stationery)],
  ['made by API', await madeByApi()],
] as const) {
  const mailOf = () => {
    const rendered = render(request);
    if (rendered.kind === 'failed') throw new Error(rendered.detail);
    return rendered.content;
  };
  const [ours, theirs] = [mailOf(), bare()];
  for (const field of Object.keys(sources)) {
    const clean = field === 'html' ? (text: string) => text.trim() : cleanLines;
    if (ours[field] === clean(theirs[field] ?? '')) continue;
    throw new Error(`the two write different mails: ${field}`);
  }
  const [mine, alone] = compareMedians(
    () => mailOf().html ?? '',
    () => bare().html ?? '',
    50,
  );
  const ratio = mine / alone;
  const [us, them] = [mine, alone].map((nanoseconds) => (nanoseconds / 1000).toFixed(1));
  console.log(`${name}: ours ${us} us, bare eta ${them} us, ratio of medians ${ratio.toFixed(2)}`);
  if (ratio > allowedRatio) process.exitCode = 1;
}
