import { describe, expect, test } from 'vitest';
import { Template, TemplatePage } from './contract.ts';
import { expectProblem } from './herald.ts';
import { call } from './signed-call.ts';

describe('the templates', () => {
  test('are listed by id, page by page', async () => {
    const all = TemplatePage.parse((await call('GET', '/templates?limit=100')).body);
    const ids = all.items.map(({ templateId }) => templateId);
    expect(ids).toEqual(ids.toSorted());
    expect(all.cursor).toBeUndefined();

    const paged: string[] = [];
    let query = '?limit=1';
    for (;;) {
      const page = TemplatePage.parse((await call('GET', `/templates${query}`)).body);
      paged.push(...page.items.map(({ templateId }) => templateId));
      if (page.cursor === undefined) break;
      query = `?limit=1&cursor=${encodeURIComponent(page.cursor)}`;
    }

    expect(paged).toEqual(ids);
  });

  test('say what data they take, and with which sample', async () => {
    const answer = await call('GET', '/templates/ORDER_CONFIRMATION');

    expect(answer.status).toBe(200);
    expect(Template.parse(answer.body)).toMatchObject({
      templateId: 'ORDER_CONFIRMATION',
      category: 'orders',
      critical: false,
      channels: expect.arrayContaining(['EMAIL', 'IN_APP']),
      locales: ['default'],
      sample: { orderId: '12345', customerName: 'John Doe', orderTotal: '$49.99' },
      dataSchema: {
        type: 'object',
        required: ['orderId', 'customerName', 'orderTotal'],
        additionalProperties: false,
        properties: { orderId: { type: 'string' }, orderTotal: { type: 'string' } },
      },
    });
  });

  test('are critical where their category is', async () => {
    const answer = await call('GET', '/templates/ONE_TIME_CODE');

    expect(answer.body).toMatchObject({ category: 'one-time-codes', critical: true });
  });

  test('that do not exist are not found', async () => {
    expectProblem(await call('GET', '/templates/NO_SUCH_TEMPLATE'), 404, 'NOT_FOUND');
    expectProblem(await call('GET', '/templates/order_confirmation'), 404, 'NOT_FOUND');
  });
});
