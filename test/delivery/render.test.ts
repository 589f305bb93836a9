import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Template, TemplateContent } from '#core/template.ts';
import { createRenderer, type RenderRequest } from '#functions/delivery/render.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { brand } from '#templates/brand.ts';

const bare: Stationery = {
  brand: { ...brand, name: 'Tea & Co', postalAddress: '1 Tea Street' },
  words: { en: { unsubscribe: 'Unsubscribe', preferences: 'Preferences' } },
  layouts: {},
  partials: {},
};

const teaReady = (content: TemplateContent): Template => ({
  id: 'TEA_READY',
  category: 'orders',
  dataSchema: z.record(z.string(), z.unknown()),
  sample: {},
  content,
});

const email = (sources: Readonly<Record<string, string>>): TemplateContent => ({
  default: { EMAIL: { subject: 'Tea', html: '<p>Tea</p>', text: 'Tea', ...sources } },
});

const render = (
  content: TemplateContent,
  request: Partial<RenderRequest> = {},
  stationery: Stationery = bare,
) =>
  createRenderer(
    new Map([['TEA_READY', teaReady(content)]]),
    stationery,
  )({
    templateId: 'TEA_READY',
    channel: 'EMAIL',
    data: { name: 'Ada' },
    ...request,
  });

describe('createRenderer', () => {
  test('renders each field of the channel with the data', () => {
    const content = email({ subject: 'Tea, <%= it.name %>', html: '<b><%= it.name %></b>' });
    expect(render(content)).toEqual({
      kind: 'rendered',
      content: { subject: 'Tea, Ada', html: '<b>Ada</b>', text: 'Tea' },
    });
  });

  test('escapes data in html, and leaves it alone in text', () => {
    const source = '<%= it.name %>';
    const data = { name: `<script>alert("it's")</script>&` };
    expect(render(email({ html: source, text: source, subject: source }), { data })).toEqual({
      kind: 'rendered',
      content: {
        html: '&lt;script&gt;alert(&quot;it&#39;s&quot;)&lt;/script&gt;&amp;',
        text: data.name,
        subject: data.name,
      },
    });
  });

  test('takes data for data, never for a template', () => {
    const source = '<%= it.name %>';
    const data = { name: '<%= brand.name %>' };
    expect(render(email({ text: source }), { data })).toMatchObject({
      content: { text: '<%= brand.name %>' },
    });
  });

  test('keeps no line break and no control character that data brings to a single line', () => {
    const data = { name: 'Ada\r\nBcc: eve@example.com\u0000\u0085\u2028\u001b[2J' };
    for (const tag of ['<%= it.name %>', '<%~ it.name %>']) {
      expect(render(email({ subject: `Tea, ${tag}!` }), { data })).toMatchObject({
        content: { subject: 'Tea, Ada Bcc: eve@example.com [2J!' },
      });
    }
  });

  test('lets no line break of data begin a paragraph of text', () => {
    const data = { name: 'Ada\n\nYour account is locked' };
    const content = email({ text: 'Hello <%= it.name %>,\n\nTea is ready.' });
    expect(render(content, { data })).toMatchObject({
      content: { text: 'Hello Ada Your account is locked,\n\nTea is ready.' },
    });
  });

  test('lets a template print several lines of data on purpose', () => {
    const data = { name: 'Ada\r\nLovelace\u0007' };
    expect(render(email({ text: '<%~ it.name %>' }), { data })).toMatchObject({
      content: { text: 'Ada\nLovelace' },
    });
  });

  test('keeps the line breaks of a text, and those after -%> not', () => {
    const text = 'a <%= it.name %>\nb\n<% if (true) { -%>\nc\n<% } -%>\nd';
    expect(render(email({ text }))).toMatchObject({ content: { text: 'a Ada\nb\nc\nd' } });
  });

  test('leaves out an optional field that came out empty', () => {
    expect(render(email({ preheader: '<% if (false) { %>x<% } %>' }))).toEqual({
      kind: 'rendered',
      content: { subject: 'Tea', html: '<p>Tea</p>', text: 'Tea' },
    });
  });

  test('renders IN_APP as text', () => {
    const content = { default: { IN_APP: { title: '<%= it.name %>', body: 'a & b' } } };
    expect(render(content, { channel: 'IN_APP', data: { name: 'a & b' } })).toEqual({
      kind: 'rendered',
      content: { title: 'a & b', body: 'a & b' },
    });
  });
});

describe('a subject of the caller', () => {
  test('replaces the own one of the template, as plain text on one line', () => {
    const subject = 'Hi <%= it.name %>\r\nBcc: eve@example.com';
    expect(render(email({}), { subject })).toMatchObject({
      content: { subject: 'Hi <%= it.name %> Bcc: eve@example.com' },
    });
  });

  test('adds no subject to a channel that has none', () => {
    const content = { default: { IN_APP: { title: 'Tea', body: 'Tea' } } };
    expect(render(content, { channel: 'IN_APP', subject: 'Hi' })).toEqual({
      kind: 'rendered',
      content: { title: 'Tea', body: 'Tea' },
    });
  });
});

describe('a rendering fails, with a detail that holds no data,', () => {
  test.each([
    ['when it throws', 'text', `<% throw new Error(it.name) %>`, 'text threw Error'],
    ['when it reads what is not there', 'html', '<%= it.a.b %>', 'html threw TypeError'],
    [
      'when it prints undefined',
      'subject',
      '<%= it.missing %>',
      'subject threw UnprintableValueError',
    ],
    ['when it prints an object', 'html', '<%~ it %>', 'html threw UnprintableValueError'],
    ['when it does not compile', 'html', '<% if ( %>', 'html threw EtaParser Error'],
    [
      'when it includes what is not there',
      'html',
      `<%~ include('@x') %>`,
      'EtaNameResolution Error',
    ],
    ['when a required field comes out empty', 'text', ' <%= it.blank %>\n', 'text came out empty'],
  ])('%s', (_, field, source, detail) => {
    const data = { name: 'secret', blank: ' ' };
    const rendered = render(email({ [field]: source }), { data });
    expect(rendered).toMatchObject({ kind: 'failed' });
    const said = rendered.kind === 'failed' ? rendered.detail : '';
    expect(said).toContain('TEA_READY for EMAIL: ');
    expect(said).toContain(detail);
    expect(said).not.toContain('secret');
  });

  test('when a layout throws', () => {
    const stationery = { ...bare, layouts: { EMAIL: { html: '<%= it.nothing %>' } } };
    expect(render(email({}), {}, stationery)).toEqual({
      kind: 'failed',
      detail: 'TEA_READY for EMAIL: the layout of html threw UnprintableValueError',
    });
  });

  test.each([
    ['the template is unknown', { templateId: 'NONE' }, 'NONE for EMAIL: there is no content'],
    ['the channel is unknown', { channel: 'FAX' }, 'TEA_READY for FAX: there is no such channel'],
    ['it has nothing for it', { channel: 'IN_APP' }, 'TEA_READY for IN_APP: there is no content'],
  ])('when %s', (_, request, detail) => {
    expect(render(email({}), request)).toEqual({ kind: 'failed', detail });
  });

  test('and the next one succeeds', () => {
    const content = email({ text: '<%= it.name %>' });
    const renderer = createRenderer(new Map([['TEA_READY', teaReady(content)]]), bare);
    const request = { templateId: 'TEA_READY', channel: 'EMAIL' };
    expect(renderer({ ...request, data: {} }).kind).toBe('failed');
    expect(renderer({ ...request, data: { name: 'Ada' } }).kind).toBe('rendered');
  });
});

describe('languages', () => {
  const sources = { html: 'x', text: '<%= formatDate(it.on) %>' };
  const content = {
    default: { EMAIL: { ...sources, subject: 'Tea' } },
    fr: { EMAIL: { ...sources, subject: 'Thé' } },
    'fr-CA': { EMAIL: { ...sources, subject: 'Tisane' } },
  };

  test.each([
    ['fr-CA', 'Tisane', '1 décembre 2026'],
    ['fr-BE', 'Thé', '1 décembre 2026'],
    ['en-GB', 'Tea', '1 December 2026'],
    ['de', 'Tea', 'December 1, 2026'],
    [undefined, 'Tea', 'December 1, 2026'],
  ])('%s reads %s of %s', (locale, subject, text) => {
    const data = { on: '2026-12-01' };
    expect(render(content, { locale, data, timeZone: 'America/Los_Angeles' })).toMatchObject({
      content: { subject, text },
    });
  });

  test.each([
    ['Asia/Tokyo', 'December 2, 2026 at 8:30 AM GMT+9'],
    [undefined, 'December 1, 2026 at 11:30 PM UTC'],
  ])('a time is that of %s: %s', (timeZone, text) => {
    const data = { at: '2026-12-01T23:30:00Z' };
    const rendered = render(email({ text: '<%= formatDateTime(it.at) %>' }), { data, timeZone });
    expect(rendered).toMatchObject({ content: { text } });
  });
});

describe('stationery', () => {
  const layouts = {
    EMAIL: {
      html: '<html lang="<%= it.locale %>" dir="<%= it.dir %>"><title><%= it.subject %></title><i><%= it.preheader ?? "" %></i><%~ it.body %></html>',
      text: '<%~ it.body %>\n\n<%= brand.name %><% if (it.unsubscribeUrl) { %>\n<%= it.unsubscribeUrl %><% } %>',
    },
  };

  test('wraps html in its layout, which escapes all but the body', () => {
    const content = email({ subject: 'a < b', preheader: 'c < d', html: '<b>&lt;</b>' });
    expect(render(content, {}, { ...bare, layouts })).toMatchObject({
      content: {
        html: '<html lang="en" dir="ltr"><title>a &lt; b</title><i>c &lt; d</i><b>&lt;</b></html>',
        text: 'Tea\n\nTea & Co',
      },
    });
  });

  test('tells the layout the subject that the caller gave', () => {
    expect(render(email({}), { subject: 'Mine' }, { ...bare, layouts })).toMatchObject({
      content: { html: expect.stringContaining('<title>Mine</title>') },
    });
  });

  test('tells the layout where to unsubscribe', () => {
    const unsubscribeUrl = 'https://public.example/u';
    expect(render(email({}), { unsubscribeUrl }, { ...bare, layouts })).toMatchObject({
      content: { text: 'Tea\n\nTea & Co\nhttps://public.example/u' },
    });
  });

  test('writes right-to-left languages from right to left', () => {
    const content = { ...email({}), ar: { EMAIL: { subject: 'شاي', html: 'شاي', text: 'شاي' } } };
    expect(render(content, { locale: 'ar-EG' }, { ...bare, layouts })).toMatchObject({
      content: { html: expect.stringContaining('<html lang="ar-EG" dir="rtl">') },
    });
  });

  test('lends partials to html fields, escaping what they are given', () => {
    const partials = { button: '<a href="<%= it.href %>"><%= it.label %>, <%= it.name %></a>' };
    const html = `<%~ include('@button', { href: '"><', label: '<' }) %>`;
    expect(render(email({ html }), {}, { ...bare, partials })).toMatchObject({
      content: { html: '<a href="&quot;&gt;&lt;">&lt;, Ada</a>' },
    });
  });
});
