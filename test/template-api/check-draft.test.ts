import { expect, test } from 'vitest';
import type { TemplateBody } from '#core/template-version.ts';
import { channels } from '#functions/channels/index.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createCheckDraft } from '#functions/template-api/check-draft.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import { bodyOf } from '../stored-templates/stored-order.ts';

const check = createCheckDraft({
  channels,
  categories,
  stationery,
  senders: new Set(['billing']),
});
const prepare = createPrepareVersion(stationery);

const sms = (text: string) => ({ SMS: { text } });
const problemsOf = (more: Partial<TemplateBody>) => {
  const checked = check(bodyOf('Hello', more));
  return checked.kind === 'refused' ? checked.problems : [];
};

const wrong: readonly (readonly [string, Partial<TemplateBody>, object])[] = [
  ['a category', { category: 'x' }, { pointer: '/category', code: 'UNKNOWN_CATEGORY' }],
  ['a sender', { sender: 'ceo' }, { pointer: '/sender', code: 'UNKNOWN_SENDER' }],
  [
    'a language',
    { content: { default: sms('a'), french: sms('b'), fr_FR: sms('c') } },
    { pointer: '/content/fr_FR', code: 'INVALID_LOCALE' },
  ],
  ['no content', { content: {} }, { pointer: '/content/default', code: 'MISSING_CONTENT' }],
  [
    'a channel in one language alone',
    { content: { default: sms('a'), fr: { IN_APP: { title: 'a', body: 'b' } } } },
    { pointer: '/content/fr/IN_APP', code: 'MISSING_CONTENT' },
  ],
  [
    'a channel',
    { content: { default: { FAX: { text: 'a' } } } },
    { pointer: '/content/default/FAX', code: 'UNKNOWN_CHANNEL' },
  ],
  [
    'a field',
    { content: { default: { SMS: { text: 'a', subject: 'b' } } } },
    { pointer: '/content/default/SMS/subject', code: 'UNKNOWN_FIELD' },
  ],
  [
    'a field that is not there',
    { content: { default: { EMAIL: { subject: 'a', text: 'b' } } } },
    { pointer: '/content/default/EMAIL/html', code: 'MISSING_FIELD' },
  ],
  [
    'HTML that no text can be made of',
    { content: { default: { EMAIL: { subject: 'a', html: '<img src="https://x.test/a.png">' } } } },
    { pointer: '/content/default/EMAIL/text', code: 'MISSING_FIELD' },
  ],
  [
    'a schema that refers elsewhere',
    { dataSchema: { type: 'object', properties: { a: { $ref: 'https://x.test/a' } } } },
    { pointer: expect.stringMatching(/^\/dataSchema\/properties\/a/) },
  ],
  [
    'a field by a name that every object has',
    { content: { default: { SMS: { text: 'a', constructor: 'b' } } } },
    { pointer: '/content/default/SMS/constructor', code: 'UNKNOWN_FIELD' },
  ],
  [
    'a sample that no list can show',
    { sample: { name: 'a'.repeat(100_000) } },
    { pointer: '/sample', code: 'TOO_LARGE' },
  ],
  ['a sample', { sample: { name: 1 } }, { pointer: '/sample/name', code: 'INVALID_VALUE' }],
  [
    'a source, where it is wrong',
    { content: { default: sms('Hello\n  <%= it.nmae %>') } },
    { pointer: '/content/default/SMS/text', code: 'INVALID_SOURCE', line: 2, column: 7 },
  ],
  [
    'a message that no language has',
    { content: { default: sms("<%= t('hi') %>") }, messages: { fr: { hi: 'Salut' } } },
    { pointer: '/content/default/SMS/text', code: 'INVALID_SOURCE', line: 1 },
  ],
];

test.each(wrong)('a draft is told of %s', (_what, more, problem) => {
  expect(problemsOf(more)).toContainEqual(expect.objectContaining(problem));
});

test('a draft is told of no more than anybody reads', () => {
  const fields = Array.from({ length: 80 }, (_, index) => [`field${index}`, 'x']);
  expect(problemsOf({ content: { default: { SMS: Object.fromEntries(fields) } } })).toHaveLength(
    50,
  );
});

const renderText = async (body: TemplateBody, locale: string, data = body.sample) => {
  const checked = check(body);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const programs: unknown = JSON.parse(JSON.stringify(checked.programs));
  const render = await prepare({ templateId: 'MADE', body, programs });
  const rendered = render({ templateId: 'MADE', channel: 'SMS', data, locale });
  return rendered.kind === 'rendered' ? rendered.content.text : rendered.detail;
};

test.each([
  ['fr-CA', 'Salut Ada'],
  ['fr', 'Salut Ada'],
  ['de', 'Hi Ada'],
])('content in default speaks %s by its messages', async (locale, text) => {
  const messages = { default: { hi: 'Hi {name}' }, fr: { hi: 'Salut {name}' } };
  const content = { default: sms("<%= t('hi', { name: it.name }) %>") };
  expect(await renderText(bodyOf('', { content, messages }), locale)).toBe(text);
});

test('content goes by its language, and default is English for everybody else', async () => {
  const content = { default: sms('<%= number(1.5) %>'), de: sms('<%= number(1.5) %>') };
  expect(await renderText(bodyOf('', { content }), 'de-AT')).toBe('1,5');
  expect(await renderText(bodyOf('', { content }), 'fr')).toBe('1.5');
});

test('what cannot be rendered says why without its data', async () => {
  const body = bodyOf('', {
    content: { default: sms('<%= date(it.name) %>') },
    sample: { name: '2026-01-01' },
  });
  const failed = await renderText(body, 'en', { name: 'secret' });
  expect(failed).toMatch(/^MADE for SMS: text: date\(\) needs/);
  expect(failed).not.toContain('secret');
});

test('a mail stands on the same stationery as a mail in code, with its partials', async () => {
  const { EMAIL } = templates.get('ORDER_CONFIRMATION')?.content.default ?? {};
  const dataSchema = {
    type: 'object',
    required: ['orderId', 'customerName', 'orderTotal'],
    additionalProperties: false,
    properties: {
      orderId: { type: 'string', minLength: 1 },
      customerName: { type: 'string', minLength: 1 },
      orderTotal: { type: 'string', minLength: 1 },
    },
  };
  const sample = { orderId: '1<2', customerName: 'Ada & Co', orderTotal: '€ 5' };
  const body = bodyOf('', { dataSchema, sample, content: { default: { EMAIL: { ...EMAIL } } } });
  const checked = check(body);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const made = await prepare({ templateId: 'MADE', body, programs: checked.programs });
  const { createRenderer } = await import('#functions/delivery/render.ts');
  const request = { channel: 'EMAIL', data: sample, unsubscribeUrl: 'https://x.test/u' };
  expect(made({ ...request, templateId: 'MADE' })).toEqual(
    createRenderer(templates, stationery)({ ...request, templateId: 'ORDER_CONFIRMATION' }),
  );
});

test('a mail without a text gets one, made of what its HTML came to', async () => {
  const html = `<%~ include('@heading', { heading: 'Thank you & welcome' }) %>
<p>Hello <%= it.name %>, <b>read</b> <a href="https://x.test/a?b=1&amp;c=2">the story</a>.</p>
<ul><li>tea</li><li>jam</li></ul><img src="https://x.test/a.png" alt="A cat">
<%~ include('@facts', { facts: [['Order', '1'], ['Total', it.name]] }) %>
<%~ include('@button', { href: 'https://x.test/go', label: 'Open' }) %>`;
  const sample = { name: '<b>Ada</b>' };
  const body = bodyOf('', { sample, content: { default: { EMAIL: { subject: 'Hi', html } } } });
  const checked = check(body);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const made = await prepare({ templateId: 'MADE', body, programs: checked.programs });
  const rendered = made({ templateId: 'MADE', channel: 'EMAIL', data: sample });
  expect(rendered.kind === 'rendered' && rendered.content.text).toMatchInlineSnapshot(`
    "Thank you & welcome

    Hello <b>Ada</b>, read the story (https://x.test/a?b=1&c=2).

     * tea
     * jam

    A cat

    Order   1
    Total   <b>Ada</b>

    Open (https://x.test/go)

    --
    Herald, 1 Example Street, 12345 Exampletown"
  `);
});

test.each([
  ['link', 'https://x.test/', true],
  ['link', 'shop://orders/1', true],
  ['link', '/orders/1', true],
  ['link', 'javascript:alert(1)', false],
  ['link', ' JavaScript://x.test/%0aalert(1)', false],
  ['link', 'data:text/html,x', false],
  ['link', '//evil.test', false],
  ['image', 'https://x.test/a.png', true],
  ['image', 'http://x.test/a.png', false],
  ['actionLink', 'shop://orders/1', true],
  ['actionLink', 'javascript:alert(1)', false],
  ['otherActionLink', 'data:text/html,x', false],
])('a %s to %s is one: %s, in the sample and in data', async (field, url, isOne) => {
  const channel = field.endsWith('ActionLink') || field === 'actionLink' ? 'IN_APP' : 'PUSH';
  const content = { default: { [channel]: { title: 'a', body: 'b', [field]: '<%= it.name %>' } } };
  const withSample = (name: string) => bodyOf('', { content, sample: { name } });
  expect(check(withSample(url)).kind).toBe(isOne ? 'checked' : 'refused');
  const body = withSample('https://x.test/');
  const checked = check(body);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const made = await prepare({ templateId: 'MADE', body, programs: checked.programs });
  const rendered = made({ templateId: 'MADE', channel, data: { name: url } });
  expect(rendered.kind).toBe(isOne ? 'rendered' : 'failed');
});
