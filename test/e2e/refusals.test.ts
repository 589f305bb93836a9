import { beforeAll, describe, expect, test } from 'vitest';
import {
  expectProblem,
  letEverythingThrough,
  orderFor,
  uniqueAddress,
  uniqueLabel,
} from './herald.ts';
import { needs } from './needs.ts';
import { allMails } from './outbox.ts';
import { call } from './signed-call.ts';
import { storedItems } from './tables.ts';

const address = `${uniqueLabel('refused')}@example.com`;
const order = (more: Readonly<Record<string, unknown>> = {}) =>
  orderFor({ recipientIdentifier: address, ...more });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

interface Refusal {
  readonly title: string;
  readonly body: unknown;
  /** What is wrong, as [pointer, code], in any order. */
  readonly errors: readonly (readonly [string, string])[];
}

const refusals: readonly Refusal[] = [
  {
    title: 'an unknown template',
    body: order({ templateId: 'NO_SUCH_TEMPLATE' }),
    errors: [['/templateId', 'UNKNOWN_TEMPLATE']],
  },
  {
    title: 'a template name in another case',
    body: order({ templateId: 'order_confirmation' }),
    errors: [['/templateId', 'INVALID_VALUE']],
  },
  {
    title: 'missing data, each field of it',
    body: { ...order(), data: { orderTotal: '£1' } },
    errors: [
      ['/data/orderId', 'MISSING_FIELD'],
      ['/data/customerName', 'MISSING_FIELD'],
    ],
  },
  {
    title: 'no data at all',
    body: { ...order(), data: undefined },
    errors: [
      ['/data/orderId', 'MISSING_FIELD'],
      ['/data/customerName', 'MISSING_FIELD'],
      ['/data/orderTotal', 'MISSING_FIELD'],
    ],
  },
  {
    title: 'ill-typed data',
    body: order({ data: { orderId: 12345, orderTotal: null } }),
    errors: [
      ['/data/orderId', 'INVALID_VALUE'],
      ['/data/orderTotal', 'INVALID_VALUE'],
    ],
  },
  {
    title: 'data that the template does not know, its name escaped in the pointer',
    body: order({ data: { 'cou/pon~': 'X' } }),
    errors: [['/data/cou~1pon~0', 'UNKNOWN_FIELD']],
  },
  {
    title: 'data that is a list',
    body: { ...order(), data: [] },
    errors: [['/data', 'INVALID_VALUE']],
  },
  {
    title: 'a malformed mail address',
    body: order({ recipientIdentifier: 'ada@' }),
    errors: [['/recipientIdentifier', 'INVALID_VALUE']],
  },
  {
    title: 'two mail addresses in one',
    body: order({ recipientIdentifier: `${address},b@example.com` }),
    errors: [['/recipientIdentifier', 'INVALID_VALUE']],
  },
  {
    title: 'a mail address with a header in it',
    body: order({ recipientIdentifier: `${address}\r\nBcc: b@example.com` }),
    errors: [['/recipientIdentifier', 'INVALID_VALUE']],
  },
  {
    title: 'a phone number that is not E.164',
    body: order({ recipientType: 'PHONE_NUMBER', recipientIdentifier: '020 7946 0000' }),
    errors: [['/recipientIdentifier', 'INVALID_VALUE']],
  },
  {
    title: 'an unknown user',
    body: order({ recipientType: 'USER_ID', recipientIdentifier: uniqueLabel('nobody') }),
    errors: [['/recipientIdentifier', 'UNKNOWN_USER']],
  },
  {
    title: 'a device that nobody registered',
    body: order({
      recipientType: 'DEVICE_TOKEN',
      recipientIdentifier: 'token:0123456789abcdef',
    }),
    errors: [['/recipientIdentifier', 'UNKNOWN_DEVICE']],
  },
  {
    title: 'a recipient type that is none',
    body: order({ recipientType: 'FAX' }),
    errors: [['/recipientType', 'INVALID_VALUE']],
  },
  {
    title: 'an unknown field, each of them',
    body: order({ templatId: 'X', sendAt: 'now' }),
    errors: [
      ['/templatId', 'UNKNOWN_FIELD'],
      ['/sendAt', 'UNKNOWN_FIELD'],
    ],
  },
  {
    title: 'a channel that the template has no content for',
    body: order({
      templateId: 'ONE_TIME_CODE',
      channels: ['EMAIL', 'IN_APP'],
    }),
    errors: [
      ['/channels/1', 'NO_CONTENT'],
      ['/data/code', 'MISSING_FIELD'],
      ['/data/expiresInMinutes', 'MISSING_FIELD'],
      ['/data/orderId', 'UNKNOWN_FIELD'],
      ['/data/customerName', 'UNKNOWN_FIELD'],
      ['/data/orderTotal', 'UNKNOWN_FIELD'],
    ],
  },
  {
    title: 'a channel that is none',
    body: order({ channels: ['EMAIL', 'PIGEON'] }),
    errors: [['/channels/1', 'INVALID_VALUE']],
  },
  {
    title: 'an empty list of channels',
    body: order({ channels: [] }),
    errors: [['/channels', 'INVALID_VALUE']],
  },
  {
    title: 'a priority that is none',
    body: order({ priority: 'URGENT' }),
    errors: [['/priority', 'INVALID_VALUE']],
  },
  {
    title: 'a date that is none',
    body: order({ scheduledFor: 'tomorrow' }),
    errors: [['/scheduledFor', 'INVALID_VALUE']],
  },
  {
    title: 'a date that the calendar does not have',
    body: order({ scheduledFor: '2027-02-30T10:00:00Z' }),
    errors: [['/scheduledFor', 'INVALID_VALUE']],
  },
  {
    title: 'a date without its offset',
    body: order({ scheduledFor: '2027-02-03T10:00:00' }),
    errors: [['/scheduledFor', 'INVALID_VALUE']],
  },
  {
    title: 'a date more than a year ahead',
    body: order({ scheduledFor: inDays(2 * 366) }),
    errors: [['/scheduledFor', 'TOO_FAR_AHEAD']],
  },
  {
    title: 'an expiresAt that has passed',
    body: order({ expiresAt: '2023-10-27T10:00:00Z' }),
    errors: [['/expiresAt', 'ALREADY_EXPIRED']],
  },
  {
    title: 'an expiresAt within a minute of scheduledFor',
    body: (() => {
      const due = Date.now() + 300 * 86_400_000;
      return order({
        scheduledFor: new Date(due).toISOString(),
        expiresAt: new Date(due + 60_000).toISOString(),
      });
    })(),
    errors: [['/expiresAt', 'EXPIRES_TOO_SOON']],
  },
  {
    title: 'an empty subject',
    body: order({ subject: '' }),
    errors: [['/subject', 'INVALID_VALUE']],
  },
  {
    title: 'a locale that is none',
    body: order({ locale: 'english!' }),
    errors: [['/locale', 'INVALID_VALUE']],
  },
  {
    title: 'metadata that is not text',
    body: order({ metadata: { tries: 3 } }),
    errors: [['/metadata/tries', 'INVALID_VALUE']],
  },
  { title: 'a list instead of a send', body: [order()], errors: [['', 'INVALID_VALUE']] },
  { title: 'null', body: null, errors: [['', 'INVALID_VALUE']] },
];

describe('the door refuses', () => {
  let before: number | undefined;

  beforeAll(async () => {
    before = await storedItems();
  });

  for (const { title, body, errors } of refusals) {
    test(`${title}, and binds no key to it`, async () => {
      const key = { 'idempotency-key': uniqueLabel('key') };
      const answer = await call('POST', '/notifications/send', { body, headers: key });

      const problem = expectProblem(answer, 400, 'INVALID_REQUEST');
      const found = problem.errors?.map(({ pointer, code }) => [pointer, code]);
      expect(found?.toSorted()).toEqual(errors.toSorted());
      expect(problem.requestId).toBeDefined();
      expect(answer.text).not.toContain('notificationId');
      // The same key with another body would be a 422, had the first one been kept.
      const again = await call('POST', '/notifications/send', { body: {}, headers: key });
      expectProblem(again, 400, 'INVALID_REQUEST');
    });
  }

  test('malformed JSON', async () => {
    for (const rawBody of ['{"templateId": ', 'not json', '', '{"a":1}}']) {
      const answer = await call('POST', '/notifications/send', { rawBody });
      expectProblem(answer, 400, 'MALFORMED_JSON');
      expect(answer.text).not.toContain('not json');
    }
  });

  test('another content type than JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const answer = await call('POST', '/notifications/send', {
        body: order(),
        headers: { 'content-type': type },
      });
      expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
      expect(answer.headers.get('accept-post')).toBe('application/json');
    }
  });

  test('a notification of more than 200 KB', async () => {
    const answer = await call('POST', '/notifications/send', {
      body: order({ data: { customerName: 'é'.repeat(100_001) } }),
    });

    expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
  });

  test('a key that is none', async () => {
    for (const key of ['with space', 'x'.repeat(256)]) {
      const answer = await call('POST', '/notifications/send', {
        body: order(),
        headers: { 'idempotency-key': key },
      });
      const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
      expect(errors).toMatchObject([{ pointer: '/header/Idempotency-Key' }]);
    }
  });

  needs('tables')('all that without storing anything', async () => {
    expect(before).toBeDefined();
    expect(await storedItems()).toBe(before);
  });

  needs('outbox')('all that without sending anything', async () => {
    await letEverythingThrough();

    expect((await allMails()).filter(({ to }) => to.includes(address))).toEqual([]);
  });
});

test('takes JSON by its name in any case and with parameters', async () => {
  for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
    const answer = await call('POST', '/notifications/send', {
      body: orderFor({ recipientIdentifier: uniqueAddress() }),
      headers: { 'content-type': type },
    });
    expect(answer, answer.text).toMatchObject({ status: 202 });
  }
});
