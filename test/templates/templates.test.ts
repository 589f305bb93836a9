import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { smsParts } from '#core/sms-parts.ts';
import { channelsOf } from '#core/template.ts';
import { plainText } from '#functions/channels/sms/plain-text.ts';
import { createRenderer } from '#functions/delivery/render.ts';
import { stationery, templates } from '#templates/index.ts';

const all = [...templates.values()];
const renderings = all.flatMap((template) =>
  channelsOf(template).flatMap((channel) =>
    Object.keys(template.content).map((locale) => ({ template, id: template.id, channel, locale })),
  ),
);
const render = createRenderer(templates, stationery);

describe('every template', () => {
  test('stands in a folder of its name', () => {
    const folders = readdirSync('templates', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['layout', 'partials'].includes(entry.name))
      .map(({ name }) => name.toUpperCase().replaceAll('-', '_'));
    expect([...templates.keys()].sort()).toEqual(folders.sort());
  });

  test.each(all)('$id has a sample that fits its schema', ({ dataSchema, sample }) => {
    expect(dataSchema.safeParse(sample).error).toBeUndefined();
  });

  test.each(all)('$id refuses data that it does not declare', ({ dataSchema, sample }) => {
    expect(dataSchema.safeParse({ ...sample, surprise: 1 }).success).toBe(false);
  });

  test.each(all)('$id can show its schema as JSON Schema', ({ dataSchema }) => {
    expect(z.toJSONSchema(dataSchema, { io: 'input' })).toMatchObject({ type: 'object' });
  });

  test.each(renderings)('$id renders for $channel in $locale', ({ template, channel, locale }) => {
    const rendered = render({
      templateId: template.id,
      channel,
      data: template.sample,
      locale: locale === 'default' ? 'en' : locale,
      timeZone: 'Europe/Paris',
      ...(template.category === 'promotions'
        ? {
            unsubscribeUrl: 'https://public.example/unsubscribe/token',
            preferencesUrl: 'https://public.example/preferences/token',
          }
        : {}),
    });
    expect(rendered).toMatchSnapshot();
  });

  test.each(renderings)(
    '$id renders for $channel in $locale without optional data',
    (rendering) => {
      const { template, channel, locale } = rendering;
      const required = Object.entries(template.sample).filter(([name]) => {
        const { [name]: _, ...without } = template.sample;
        return !template.dataSchema.safeParse(without).success;
      });
      expect(
        render({
          templateId: template.id,
          channel,
          data: Object.fromEntries(required),
          locale: locale === 'default' ? undefined : locale,
        }),
      ).toMatchObject({ kind: 'rendered' });
    },
  );

  test.each(renderings)('$id shows no markup that data brings for $channel', (rendering) => {
    const { template, channel } = rendering;
    const hostile = Object.fromEntries(
      Object.entries(template.sample).map(([name, value]) => [
        name,
        typeof value === 'string' && Number.isNaN(Date.parse(value))
          ? `${value}"'><script>alert(1)</script>`
          : value,
      ]),
    );
    const rendered = render({ templateId: template.id, channel, data: hostile });
    expect(rendered.kind).toBe('rendered');
    const html = rendered.kind === 'rendered' ? (rendered.content.html ?? '') : '';
    expect(html).not.toContain('<script');
    expect(html).not.toContain('"\'>');
  });
});

test.each(renderings.filter(({ channel }) => channel === 'SMS'))(
  '$id in $locale is one part of SMS',
  ({ template, channel, locale }) => {
    const rendered = render({
      templateId: template.id,
      channel,
      data: template.sample,
      locale: locale === 'default' ? 'en-US' : locale,
      timeZone: 'America/New_York',
    });
    if (rendered.kind === 'failed') throw new Error(rendered.detail);
    expect(smsParts(plainText(rendered.content.text ?? ''))).toMatchObject({ parts: 1 });
  },
);

describe('the links of a template', () => {
  test.each(['http://www.example.com', 'javascript:alert(1)', 'data:text/html,x', '/track'])(
    'may not be %s',
    (trackingUrl) => {
      const shipped = templates.get('ORDER_SHIPPED');
      const data = { ...shipped?.sample, trackingUrl };
      expect(shipped?.dataSchema.safeParse(data).success).toBe(false);
    },
  );
});

describe('ORDER_CONFIRMATION', () => {
  const schema = templates.get('ORDER_CONFIRMATION')?.dataSchema;
  const data = { orderId: '12345', customerName: 'John Doe', orderTotal: '$49.99' };

  test('takes an order id, a name and a total', () => {
    expect(schema?.safeParse(data).success).toBe(true);
  });

  test.each(Object.keys(data))('needs %s, and not empty', (field) => {
    expect(schema?.safeParse({ ...data, [field]: undefined }).success).toBe(false);
    expect(schema?.safeParse({ ...data, [field]: '' }).success).toBe(false);
    expect(schema?.safeParse({ ...data, [field]: 5 }).success).toBe(false);
  });
});

test('secrets never go to an inbox', () => {
  for (const template of all.filter(({ category }) => category === 'one-time-codes')) {
    expect(channelsOf(template)).not.toContain('IN_APP');
    expect(template.content.default?.EMAIL?.subject).not.toContain('it.');
  }
});
