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

/** What is beyond GSM-7 has half the room. */
const mostParts = { 'GSM-7': 1, 'UCS-2': 3 };

test.each(renderings.filter(({ channel }) => channel === 'SMS'))(
  '$id in $locale is short for an SMS',
  ({ template, channel, locale }) => {
    const rendered = render({
      templateId: template.id,
      channel,
      data: template.sample,
      locale: locale === 'default' ? 'en-US' : locale,
      timeZone: 'America/New_York',
    });
    if (rendered.kind === 'failed') throw new Error(rendered.detail);
    const { encoding, parts } = smsParts(plainText(rendered.content.text ?? ''));
    expect(parts).toBeLessThanOrEqual(mostParts[encoding]);
    if (locale === 'default') expect(encoding).toBe('GSM-7');
  },
);

describe('HOLIDAY_PROMOTION', () => {
  const shop = { shopUrl: 'https://www.example.com', discountCode: 'HOLIDAY20', discount: '20%' };
  const endsAt = '2026-12-25T04:59:00Z';

  test.each([
    ['en-US', 'America/New_York', 'USD', 'Unsubscribe', '11:59 PM EST', '$40.00'],
    ['de-DE', 'Europe/Berlin', 'EUR', 'Abmelden', '05:59 MEZ', '40,00 €'],
    ['fr-CA', 'America/Toronto', 'CAD', 'Se désabonner', '23 h 59 HNE', '40,00 $'],
    ['es-MX', 'America/Mexico_City', 'MXN', 'Darse de baja', '10:59 p.m. GMT-6', '$40.00'],
    ['it-IT', 'Europe/Rome', 'EUR', 'Annulla l’iscrizione', '05:59 CET', '40,00 €'],
    ['pt-BR', 'America/Sao_Paulo', 'BRL', 'Cancelar inscrição', '01:59 BRT', 'R$ 40,00'],
    ['nl-NL', 'Europe/Amsterdam', 'EUR', 'Afmelden', '05:59 CET', '€ 40,00'],
    ['pl-PL', 'Europe/Warsaw', 'PLN', 'Wypisz się', '05:59 CET', '40,00 zł'],
    ['ja-JP', 'Asia/Tokyo', 'JPY', '配信停止', '13:59 JST', '￥40'],
    ['ar-EG', 'Africa/Cairo', 'EGP', 'إلغاء الاشتراك', '٦:٥٩', '٤٠٫٠٠'],
  ])('tells %s in %s their own hour, in %s', (locale, timeZone, currency, footer, hour, money) => {
    const rendered = render({
      templateId: 'HOLIDAY_PROMOTION',
      channel: 'EMAIL',
      data: {
        ...shop,
        customerName: 'Ada',
        endsOn: '2026-12-24',
        endsAt,
        minimumOrder: { amount: 40, currency },
      },
      locale,
      timeZone,
      unsubscribeUrl: 'https://public.example/unsubscribe/token',
      preferencesUrl: 'https://public.example/preferences/token',
    });
    if (rendered.kind === 'failed') throw new Error(rendered.detail);
    const { text = '', html = '' } = rendered.content;
    // Locales set spaces of several kinds.
    const plain = text.replaceAll(/\s/g, ' ');
    for (const part of [hour, money, footer]) expect(plain).toContain(part);
    expect(html).toContain(`<html lang="${locale}" dir="${locale === 'ar-EG' ? 'rtl' : 'ltr'}">`);
    expect(html).toContain(footer);
  });
});

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
