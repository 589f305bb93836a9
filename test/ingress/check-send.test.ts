import { describe, expect, test } from 'vitest';
import { ProblemError } from '#core/problem.ts';
import { checkSend } from '#functions/ingress/check-send.ts';
import { sendExample } from '#functions/ingress/examples.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const caller = '123456789012/Orders';
const deps = {
  templates,
  categories,
  overrideCallers: new Set(['123456789012/Alerts']),
  now: () => now,
};
const in_ = (seconds: number) => new Date(now + seconds * 1000).toISOString();

const problemOf = (body: unknown): ProblemError => {
  try {
    checkSend(body, caller, deps);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('nothing was wrong with it');
};

describe('checkSend', () => {
  test('takes the example of the contract as it stands, with its date that has passed', () => {
    const body = { ...sendExample, scheduledFor: '2023-10-27T10:00:00Z' };
    expect(checkSend(body, caller, deps)).toMatchObject({
      recipient: { type: 'EMAIL', identifier: 'user@example.com' },
      category: 'orders',
      expiresAt: now + 3 * 86_400_000,
    });
  });

  test('lets only who has the permission override preferences', () => {
    const body = { ...sendExample, overridePreferences: true };
    expect(problemOf(body)).toMatchObject({
      code: 'FORBIDDEN',
      errors: [{ pointer: '/overridePreferences', code: 'NOT_PERMITTED' }],
    });
    expect(problemOf({ ...body, templateId: 'NO_SUCH' }).code).toBe('FORBIDDEN');
    expect(checkSend(body, '123456789012/Alerts', deps).request.overridePreferences).toBe(true);
    const not = { ...sendExample, overridePreferences: false };
    expect(checkSend(not, caller, deps).request.overridePreferences).toBe(false);
  });

  test("counts a category's time to live from when it is due", () => {
    const { expiresAt } = checkSend({ ...sendExample, scheduledFor: in_(3600) }, caller, deps);
    expect(expiresAt).toBe(now + 3_600_000 + 3 * 86_400_000);
  });

  test('fills in a routing to the first success', () => {
    const body = { ...sendExample, channels: undefined, routing: { mode: 'FIRST_SUCCESS' } };
    expect(checkSend(body, caller, deps).request.routing).toEqual({
      mode: 'FIRST_SUCCESS',
      timeoutSeconds: 600,
      until: 'SENT',
    });
  });

  test.each<[string, object, readonly (readonly [string, string])[]]>([
    ['for a mode that is none', { mode: 'ANY' }, [['/routing/mode', 'INVALID_VALUE']]],
    [
      'with an order, though all go at once',
      { mode: 'ALL', order: ['SMS'] },
      [['/routing/order', 'UNKNOWN_FIELD']],
    ],
    [
      'for a channel twice',
      { mode: 'FIRST_SUCCESS', order: ['EMAIL', 'EMAIL'] },
      [['/routing/order', 'INVALID_VALUE']],
    ],
    [
      'for less time than Scheduler knows',
      { mode: 'FIRST_SUCCESS', timeoutSeconds: 59 },
      [['/routing/timeoutSeconds', 'INVALID_VALUE']],
    ],
    [
      'for an order of other channels than those asked for',
      { mode: 'FIRST_SUCCESS', order: ['EMAIL', 'SMS'] },
      [['/routing/order', 'ORDER_MISMATCH']],
    ],
  ])('refuses a routing %s', (_, routing, errors) => {
    const problem = problemOf({ ...sendExample, channels: ['EMAIL', 'IN_APP'], routing });
    expect(problem.errors?.map(({ pointer, code }) => [pointer, code])).toEqual(errors);
  });

  const everyDay = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
  const windowOf = (from: string, to: string) => ({ weekly: [{ days: everyDay, from, to }] });

  test('keeps a send window as it is', () => {
    const sendWindow = windowOf('09:00', '17:00');
    const { request } = checkSend({ ...sendExample, sendWindow }, caller, deps);
    expect(request.sendWindow).toEqual(sendWindow);
  });

  test.each<[string, unknown, string, string, string]>([
    ['that never opens', { weekly: [] }, 'HIGH', '/sendWindow/weekly', 'INVALID_VALUE'],
    [
      'too short for what comes back a little late',
      windowOf('09:00', '09:10'),
      'HIGH',
      '/sendWindow/weekly/0',
      'INVALID_VALUE',
    ],
    ['of no time', windowOf('9', '17:00'), 'HIGH', '/sendWindow/weekly/0/from', 'INVALID_VALUE'],
    [
      'for what waits for nothing',
      windowOf('09:00', '17:00'),
      'CRITICAL',
      '/sendWindow',
      'CRITICAL_WAITS_FOR_NOTHING',
    ],
  ])('refuses a send window %s', (_, sendWindow, priority, pointer, code) => {
    const problem = problemOf({ ...sendExample, sendWindow, priority });
    expect(problem.errors?.map((error) => [error.pointer, error.code])).toEqual([[pointer, code]]);
  });

  test('refuses an order with a channel that the template has no content for', () => {
    const body = {
      ...sendExample,
      templateId: 'PASSWORD_RESET',
      channels: undefined,
      routing: { mode: 'FIRST_SUCCESS', order: ['EMAIL', 'WEBHOOK'] },
    };
    expect(problemOf(body).errors).toContainEqual(
      expect.objectContaining({ pointer: '/routing/order/1', code: 'NO_CONTENT' }),
    );
  });

  test.each([...templates.values()])(
    "gives $id its category's time to live, unless the caller says otherwise",
    ({ id, category, sample, content }) => {
      const body = {
        templateId: id,
        recipientType: 'EMAIL',
        recipientIdentifier: 'user@example.com',
        data: sample,
        channels: Object.keys(content.default ?? {}),
      };
      const timeToLiveMs = (categories.get(category)?.timeToLiveSeconds ?? 0) * 1000;
      expect(timeToLiveMs).toBeGreaterThan(0);
      expect(checkSend(body, caller, deps).expiresAt).toBe(now + timeToLiveMs);
      expect(checkSend({ ...body, expiresAt: in_(90) }, caller, deps).expiresAt).toBe(now + 90_000);
    },
  );

  const { data } = sendExample;
  test.each<[string, object, readonly [string, string][]]>([
    ['an unknown template', { templateId: 'NO_SUCH' }, [['/templateId', 'UNKNOWN_TEMPLATE']]],
    [
      'a template id that is none',
      { templateId: 'order-confirmation' },
      [['/templateId', 'INVALID_VALUE']],
    ],
    [
      'missing and ill-typed data',
      { data: { orderId: 12345, customerName: data.customerName } },
      [
        ['/data/orderId', 'INVALID_VALUE'],
        ['/data/orderTotal', 'MISSING_FIELD'],
      ],
    ],
    [
      'data that the template does not know',
      { data: { ...data, 'a/b': 1 } },
      [['/data/a~1b', 'UNKNOWN_FIELD']],
    ],
    ['an unknown field', { priorty: 'HIGH' }, [['/priorty', 'UNKNOWN_FIELD']]],
    [
      'a malformed address',
      { recipientIdentifier: 'user@' },
      [['/recipientIdentifier', 'INVALID_VALUE']],
    ],
    [
      'a phone number that is none',
      { recipientType: 'PHONE_NUMBER', recipientIdentifier: '0791234567' },
      [['/recipientIdentifier', 'INVALID_VALUE']],
    ],
    ['an unknown recipient type', { recipientType: 'FAX' }, [['/recipientType', 'INVALID_VALUE']]],
    [
      'a date that is none',
      { scheduledFor: '2026-02-30T10:00:00Z' },
      [['/scheduledFor', 'INVALID_VALUE']],
    ],
    [
      'a date without an offset',
      { scheduledFor: '2026-12-24T10:00:00' },
      [['/scheduledFor', 'INVALID_VALUE']],
    ],
    [
      'a date more than a year ahead',
      { scheduledFor: in_(367 * 86_400) },
      [['/scheduledFor', 'TOO_FAR_AHEAD']],
    ],
    ['an expiry that has passed', { expiresAt: in_(-1) }, [['/expiresAt', 'ALREADY_EXPIRED']]],
    [
      'an expiry just after it is due',
      { scheduledFor: in_(3600), expiresAt: in_(3660) },
      [['/expiresAt', 'EXPIRES_TOO_SOON']],
    ],
    ['a channel that does not exist', { channels: ['FAX'] }, [['/channels/0', 'INVALID_VALUE']]],
    ['no channel at all', { channels: [] }, [['/channels', 'INVALID_VALUE']]],
    ['a locale that is none', { locale: 'not a locale' }, [['/locale', 'INVALID_VALUE']]],
  ])('refuses %s', (_, over, expected) => {
    const problem = problemOf({ ...sendExample, ...over });
    expect(problem.code).toBe('INVALID_REQUEST');
    expect(problem.errors.map(({ pointer, code }) => [pointer, code])).toEqual(expected);
    for (const { detail } of problem.errors) expect(detail.length).toBeGreaterThan(10);
  });

  test('refuses a channel that the template has nothing for, and says which it has', () => {
    const body = {
      templateId: 'ONE_TIME_CODE',
      recipientType: 'EMAIL',
      recipientIdentifier: 'user@example.com',
      data: templates.get('ONE_TIME_CODE')?.sample,
      channels: ['EMAIL', 'IN_APP'],
    };
    expect(problemOf(body).errors).toMatchObject([{ pointer: '/channels/1', code: 'NO_CONTENT' }]);
  });

  test('refuses what is larger than 200 KB', () => {
    const body = { ...sendExample, data: { ...data, customerName: 'x'.repeat(200_000) } };
    expect(problemOf(body).code).toBe('PAYLOAD_TOO_LARGE');
  });

  test.each([null, [], 'text', 7])('refuses %j for a body', (body) => {
    expect(problemOf(body).code).toBe('INVALID_REQUEST');
  });
});
