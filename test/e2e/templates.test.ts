import { describe, expect, test } from 'vitest';
import { Template, TemplatePage } from './contract.ts';
import { expectProblem } from './herald.ts';
import { call } from './signed-call.ts';

/** The ids of all templates, by pages of so many. */
const idsOf = async (limit: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  let query = `?limit=${limit}`;
  for (;;) {
    const page = TemplatePage.parse((await call('GET', `/templates${query}`)).body);
    ids.push(...page.items.map(({ templateId }) => templateId));
    if (page.cursor === undefined) return ids;
    query = `?limit=${limit}&cursor=${encodeURIComponent(page.cursor)}`;
  }
};

describe('the templates', () => {
  test('are listed by id, page by page', async () => {
    const ids = await idsOf(100);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('ORDER_CONFIRMATION');
    expect(await idsOf(3)).toEqual(ids);
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
