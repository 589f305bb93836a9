import { describe, expect, test } from 'vitest';
import { BatchAccepted } from './contract.ts';
import {
  expectProblem,
  makeUser,
  orderFor,
  uniqueAddress,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { needs } from './needs.ts';
import { allMails, type Mail } from './outbox.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const sendBatch = (notifications: readonly unknown[]) =>
  call('POST', '/notifications/batch', { body: { notifications } });

describe('a batch', () => {
  needs('outbox')('of 100 takes the good ones between the bad ones, in order', async () => {
    const { userId, email } = await makeUser();
    const bad: readonly (readonly [unknown, string | undefined, string])[] = [
      [orderFor({ recipientIdentifier: 'nobody' }), '/recipientIdentifier', 'INVALID_REQUEST'],
      [
        { ...orderFor({ recipientIdentifier: uniqueAddress() }), data: {} },
        '/data/orderId',
        'INVALID_REQUEST',
      ],
      [null, '', 'INVALID_REQUEST'],
      ['a text', '', 'INVALID_REQUEST'],
      [
        { ...orderFor({ recipientIdentifier: uniqueAddress() }), templateId: 'NO_SUCH' },
        '/templateId',
        'INVALID_REQUEST',
      ],
      [
        orderFor({ recipientType: 'USER_ID', recipientIdentifier: uniqueLabel('nobody') }),
        '/recipientIdentifier',
        'INVALID_REQUEST',
      ],
      [
        orderFor({
          recipientIdentifier: uniqueAddress(),
          data: { customerName: 'x'.repeat(200_001) },
        }),
        undefined,
        'PAYLOAD_TOO_LARGE',
      ],
    ];
    const priorities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
    const entries = Array.from({ length: 100 }, (_, position) => {
      const spoiled = position % 14 === 3 ? bad[Math.floor(position / 14)] : undefined;
      if (spoiled !== undefined) return { position, spoiled, body: spoiled[0] };
      const isToUser = position === 50;
      const good = orderFor({
        recipientType: isToUser ? 'USER_ID' : 'EMAIL',
        recipientIdentifier: isToUser ? userId : uniqueAddress(),
        priority: priorities[position % 4],
      });
      return { position, good, to: isToUser ? email : good.recipientIdentifier, body: good };
    });

    const answer = await sendBatch(entries.map(({ body }) => body));

    expect(answer, answer.text).toMatchObject({ status: 202 });
    const { results } = BatchAccepted.parse(answer.body);
    expect(results).toHaveLength(100);
    const ids: string[] = [];
    for (const { position, spoiled } of entries) {
      const result = results[position];
      if (spoiled === undefined) {
        expect(result).toMatchObject({ status: 'ACCEPTED' });
        if (result !== undefined && 'notificationId' in result) ids.push(result.notificationId);
        continue;
      }
      const [, pointer, code] = spoiled;
      expect(result).toMatchObject({ error: { code } });
      if (pointer !== undefined) expect(result).toHaveProperty('error.errors[0].pointer', pointer);
    }
    expect(new Set(ids).size).toBe(93);
    const goods = entries.flatMap(({ good, to }) => (good && to ? [{ good, to }] : []));
    const mails = await waitForMails(goods.map(({ to }) => to));
    for (const { good, to } of goods) {
      expect(mails.get(to)).toMatchObject([
        { subject: `Your order ${good.data.orderId} is confirmed` },
      ]);
    }
    for (const id of ids.slice(0, 5)) await waitForStatus(id);
  });

  test('of 101 is refused as a whole', async () => {
    const one = orderFor({ recipientIdentifier: uniqueAddress() });

    const answer = await sendBatch(Array.from({ length: 101 }, () => one));

    const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
    expect(errors).toMatchObject([{ pointer: '/notifications', code: 'INVALID_VALUE' }]);
  });

  test('of nothing, or of something else, is refused', async () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [{ notifications: [] }, '/notifications'],
      [{}, '/notifications'],
      [{ notifications: {} }, '/notifications'],
      [{ notifications: [{}], dryRun: true }, '/dryRun'],
      [[], ''],
    ];
    for (const [body, pointer] of cases) {
      const answer = await call('POST', '/notifications/batch', { body });
      const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
      expect(errors).toMatchObject([{ pointer }]);
    }
  });

  test('of more than 5 MB is refused', async () => {
    const entry = orderFor({
      recipientIdentifier: uniqueAddress(),
      data: { customerName: 'x'.repeat(60_000) },
    });

    const answer = await sendBatch(Array.from({ length: 85 }, () => entry));

    expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
  });

  needs('outbox')('of large sends fills the queue by bytes as well as by ten', async () => {
    const customerName = 'y'.repeat(190_000);
    const bodies = Array.from({ length: 12 }, () =>
      orderFor({ recipientIdentifier: uniqueAddress(), data: { customerName } }),
    );

    const answer = await sendBatch(bodies);

    const { results } = BatchAccepted.parse(answer.body);
    expect(results.map((result) => 'status' in result && result.status)).toEqual(
      bodies.map(() => 'ACCEPTED'),
    );
    await waitForMails(bodies.map(({ recipientIdentifier }) => recipientIdentifier));
  });

  test('of batches is refused entry by entry', async () => {
    const answer = await sendBatch([{ notifications: [] }, { error: {} }]);

    const { results } = BatchAccepted.parse(answer.body);
    expect(answer.status).toBe(202);
    for (const result of results) expect(result).toMatchObject({ error: { status: 400 } });
  });
});

/** Waits until every address has its mail; a second one shows in the list. */
async function waitForMails(
  addresses: readonly string[],
): Promise<ReadonlyMap<string, readonly Mail[]>> {
  let missing: readonly string[] = addresses;
  return waitFor(
    `${addresses.length} mails`,
    async () => {
      const byAddress = Map.groupBy(await allMails(), ({ to }) => to);
      missing = addresses.filter((address) => !byAddress.has(address));
      return missing.length === 0 ? byAddress : undefined;
    },
    () => `${missing.length} are missing, such as ${missing[0]}`,
  );
}
