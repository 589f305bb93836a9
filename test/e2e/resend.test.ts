import { expect, test } from 'vitest';
import {
  expectProblem,
  orderFor,
  send,
  statusOf,
  uniqueAddress,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { call } from './signed-call.ts';

test('what has ended can be sent again, and each status names the other', async () => {
  const order = orderFor({ recipientIdentifier: uniqueAddress(), channels: ['EMAIL'] });
  const { notificationId } = await send(order);
  await waitForStatus(notificationId);
  const headers = { 'idempotency-key': uniqueLabel('again') };
  const body = { ...order, resendOf: notificationId };
  const first = await call('POST', '/notifications/send', { body, headers });
  const repeat = await call('POST', '/notifications/send', { body, headers });
  expect(first, first.text).toMatchObject({ status: 202 });
  expect(repeat.body).toEqual(first.body);
  const again = (first.body as { readonly notificationId: string }).notificationId;
  expect(await waitForStatus(again)).toMatchObject({ resendOf: notificationId });
  const { resentAs, timeline } = await statusOf(notificationId);
  expect(resentAs).toEqual([again]);
  expect(timeline.filter(({ event }) => event === 'RESENT')).toHaveLength(1);
});

test('what may still be sent, and what is not there, is refused', async () => {
  const scheduledFor = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const order = orderFor({ recipientIdentifier: uniqueAddress() });
  const { notificationId } = await send({ ...order, scheduledFor });
  const again = (resendOf: string) =>
    call('POST', '/notifications/send', { body: { ...order, resendOf } });
  expectProblem(await again(notificationId), 409, 'NOT_FINISHED');
  const unknown = await again(`ntf_${'0'.repeat(25)}`);
  expectProblem(unknown, 400, 'INVALID_REQUEST');
  expect(unknown.body).toMatchObject({ errors: [{ code: 'UNKNOWN_NOTIFICATION' }] });
  expectProblem(await again('nonsense'), 400, 'INVALID_REQUEST');
});
