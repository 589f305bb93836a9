import { describe, expect, test } from 'vitest';
import { Accepted, BatchAccepted } from './contract.ts';
import {
  expectProblem,
  letEverythingThrough,
  orderFor,
  send,
  uniqueAddress,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { mailsTo } from './outbox.ts';
import { call } from './signed-call.ts';

const keyed = (key = uniqueLabel('key')) => ({ 'idempotency-key': key });

describe('an Idempotency-Key', () => {
  needs('outbox')('makes the same send the same notification, sent once', async () => {
    const recipientIdentifier = uniqueAddress();
    const body = orderFor({ recipientIdentifier });
    const headers = keyed();

    const first = await send(body, headers);
    await waitForStatus(first.notificationId);
    const second = await send(body, headers);
    await letEverythingThrough();

    expect(second).toEqual(first);
    expect(await mailsTo(recipientIdentifier)).toHaveLength(1);
  });

  test('gives the same answer again, with its Location', async () => {
    const body = orderFor({ recipientIdentifier: uniqueAddress() });
    const headers = keyed();

    const [first, second] = [
      await call('POST', '/notifications/send', { body, headers }),
      await call('POST', '/notifications/send', { body, headers }),
    ];

    expect(second.status).toBe(202);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });

  test('with another body is a 422, and the first stands', async () => {
    const headers = keyed();
    const body = orderFor({ recipientIdentifier: uniqueAddress() });
    const first = await send(body, headers);

    const answer = await call('POST', '/notifications/send', {
      body: { ...body, priority: 'LOW' },
      headers,
    });

    expectProblem(answer, 422, 'KEY_REUSED');
    expect(await send(body, headers)).toEqual(first);
  });

  needs('outbox')('used by several at once is still sent once', async () => {
    const recipientIdentifier = uniqueAddress();
    const body = orderFor({ recipientIdentifier });
    const headers = keyed();

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => call('POST', '/notifications/send', { body, headers })),
    );

    const taken = answers.filter(({ status }) => status === 202);
    const ids = new Set(taken.map((answer) => Accepted.parse(answer.body).notificationId));
    expect(ids.size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 202)) {
      expectProblem(answer, 409, 'IN_FLIGHT');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(ids).toContain((await send(body, headers)).notificationId);
    await letEverythingThrough();
    expect(await mailsTo(recipientIdentifier)).toHaveLength(1);
  });

  test('of a refused send is free for the one that follows', async () => {
    const headers = keyed();
    const body = orderFor({ recipientIdentifier: uniqueAddress() });
    const refused = await call('POST', '/notifications/send', {
      body: { ...body, templateId: 'NO_SUCH_TEMPLATE' },
      headers,
    });
    expectProblem(refused, 400, 'INVALID_REQUEST');

    expect(await send(body, headers)).toMatchObject({ status: 'ACCEPTED' });
  });

  test('is another key on another path', async () => {
    const headers = keyed();
    const body = orderFor({ recipientIdentifier: uniqueAddress() });
    const { notificationId } = await send(body, headers);

    const answer = await call('POST', '/notifications/batch', {
      body: { notifications: [body] },
      headers,
    });

    const [result] = BatchAccepted.parse(answer.body).results;
    expect(answer.status).toBe(202);
    expect(Accepted.parse(result).notificationId).not.toBe(notificationId);
  });

  test('is another key in another case of letters', async () => {
    const body = orderFor({ recipientIdentifier: uniqueAddress() });
    const key = uniqueLabel('key');

    const lower = await send(body, keyed(key));
    const upper = await send(body, keyed(key.toUpperCase()));

    expect(upper.notificationId).not.toBe(lower.notificationId);
  });

  needs('outbox')('of a batch makes each of its sends the same, sent once', async () => {
    const addresses = Array.from({ length: 12 }, () => uniqueAddress());
    const notifications = [
      ...addresses.map((recipientIdentifier) => orderFor({ recipientIdentifier })),
      { templateId: 'NO_SUCH_TEMPLATE' },
    ];
    const headers = keyed();
    const batch = () => call('POST', '/notifications/batch', { body: { notifications }, headers });

    const first = await batch();
    const second = await batch();
    await letEverythingThrough();

    expect(second.status).toBe(202);
    expect(second.body).toEqual(first.body);
    expect(BatchAccepted.parse(first.body).results).toHaveLength(13);
    for (const address of addresses) expect(await mailsTo(address)).toHaveLength(1);
    const other = await call('POST', '/notifications/batch', {
      body: { notifications: notifications.slice(1) },
      headers,
    });
    expectProblem(other, 422, 'KEY_REUSED');
  });

  test('absent makes two equal sends two notifications', async () => {
    const body = orderFor({ recipientIdentifier: uniqueAddress() });

    const [first, second] = [await send(body), await send(body)];

    expect(second.notificationId).not.toBe(first.notificationId);
  });
});
