import { expect } from 'vitest';
import { Accepted, BatchAccepted } from './contract.ts';
import { makeUser, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';

const endsAt = '2027-12-25T04:59:00Z';

/** Where each reads, in what money, and what their mail says of it. */
const readers = [
  ['en-US', 'America/New_York', 'USD', '20% off', '11:59 PM EST', '$40.00'],
  ['de-DE', 'Europe/Berlin', 'EUR', '20% Rabatt', '05:59 MEZ', '40,00 €'],
  ['fr-CA', 'America/Toronto', 'CAD', '20% de remise', '23 h 59 HNE', '40,00 $'],
  ['es-ES', 'Europe/Madrid', 'EUR', '20% de descuento', '5:59 CET', '40,00 €'],
  ['it-IT', 'Europe/Rome', 'EUR', '20% di sconto', '05:59 CET', '40,00 €'],
  ['pt-BR', 'America/Sao_Paulo', 'BRL', '20% de desconto', '01:59 BRT', 'R$ 40,00'],
  ['nl-NL', 'Europe/Amsterdam', 'EUR', '20% korting', '05:59 CET', '€ 40,00'],
  ['pl-PL', 'Europe/Warsaw', 'PLN', '20% zniżki', '05:59 CET', '40,00 zł'],
  ['ja-JP', 'Asia/Tokyo', 'JPY', '20%オフ', '13:59 JST', '￥40'],
  ['ar-EG', 'Africa/Cairo', 'EGP', 'خصم 20%', '٦:٥٩', '٤٠٫٠٠'],
] as const;

needs('outbox')(
  'one batch tells ten people in ten languages, each their own hour and money',
  async () => {
    const people = await Promise.all(
      readers.map(async ([locale, timeZone, currency, ...said]) => ({
        ...(await makeUser({ locale, timeZone })),
        currency,
        said,
      })),
    );
    const notifications = people.map(({ userId, currency }) => ({
      templateId: 'HOLIDAY_PROMOTION',
      recipientType: 'USER_ID',
      recipientIdentifier: userId,
      channels: ['EMAIL'],
      data: {
        customerName: 'Ada',
        discount: '20%',
        discountCode: 'HOLIDAY20',
        endsOn: '2027-12-24',
        endsAt,
        minimumOrder: { amount: 40, currency },
        shopUrl: 'https://www.example.com/holidays',
      },
    }));
    const { body } = await call('POST', '/notifications/batch', { body: { notifications } });
    for (const result of BatchAccepted.parse(body).results) {
      await waitForStatus(Accepted.parse(result).notificationId);
    }
    for (const { email, said } of people) {
      const mail = await waitForMail(email);
      // Locales set spaces of several kinds.
      const text = `${mail.subject} ${mail.text}`.replaceAll(/\s/g, ' ');
      for (const part of said) expect(text).toContain(part);
    }
  },
);
