import { expect, test } from 'vitest';
import { deliveryId, deliveryKey, randomNotificationId } from '#core/ids.ts';
import { DeliveryMessage } from '#core/messages.ts';
import { deliver } from '#functions/delivery/deliver.ts';
import type { DeliverDeps } from '#functions/delivery/deliver-deps.ts';
import { createRenderMessage } from '#functions/delivery/render-message.ts';
import { createLoadRenderer } from '#functions/stored-templates/load-renderer.ts';
import type { ReadTemplates } from '#functions/stored-templates/read-templates.ts';
import { bodyOf } from '../stored-templates/stored-order.ts';

const notificationId = randomNotificationId(new Uint8Array(16));

const policy = {
  initialSeconds: 2,
  capSeconds: 60,
  doublingForSeconds: 7200,
  thenEverySeconds: 900,
  holdAfterSeconds: 86_400,
};

const messageOf = (version?: number): DeliveryMessage =>
  DeliveryMessage.parse({
    schemaVersion: 1,
    deliveryId: deliveryId(notificationId, deliveryKey('SMS', 'hash')),
    channel: 'SMS',
    address: '+12025550123',
    round: 0,
    request: {
      schemaVersion: 1,
      notificationId,
      templateId: 'MADE',
      ...(version === undefined
        ? {}
        : { template: { version, category: 'orders', channels: ['SMS'] } }),
      recipient: { type: 'PHONE_NUMBER', identifier: '+12025550123' },
      data: {},
      priority: 'HIGH',
      caller: 'me',
      acceptedAt: 0,
      expiresAt: 1,
    },
  });

const world = () => {
  const reads: number[] = [];
  let isOut = false;
  const getVersion: ReadTemplates['getVersion'] = async (templateId, version) => {
    reads.push(version);
    if (isOut) throw new Error('the table is out');
    if (version === 9) return undefined;
    const body = bodyOf('');
    return { templateId, version, body, programs: {}, createdAt: 0, createdBy: 'me' };
  };
  const say = (text: string) => () => ({ kind: 'rendered', content: { text } }) as const;
  const load = createLoadRenderer({
    read: { getVersion },
    prepareVersion: async (stored) => say(`version ${'version' in stored && stored.version}`),
    inCode: say('in code'),
    now: () => 0,
  });
  const render = createRenderMessage(load);
  return {
    render: (version?: number) => render(messageOf(version), undefined),
    reads,
    fail: (is: boolean) => (isOut = is),
  };
};

test('a message is rendered by the version that it carries, read once per container', async () => {
  const { render, reads } = world();
  expect(await render()).toMatchObject({ content: { text: 'in code' } });
  expect(reads).toEqual([]);
  await Promise.all([render(1), render(1)]);
  expect(await render(2)).toMatchObject({ content: { text: 'version 2' } });
  expect(await render(1)).toMatchObject({ content: { text: 'version 1' } });
  expect(reads).toEqual([1, 2]);
});

test('a version that is gone has a reason of its own; a table that is out is asked again', async () => {
  const { render, fail } = world();
  expect(await render(9)).toEqual({
    kind: 'failed',
    reason: 'TEMPLATE_GONE',
    detail: 'MADE has no version 9 any more',
  });
  fail(true);
  await expect(render(1)).rejects.toThrow('the table is out');
  fail(false);
  expect(await render(1)).toMatchObject({ content: { text: 'version 1' } });
});

test('a table that is out leaves nothing claimed: the message is tried again', async () => {
  const never = () => Promise.reject(new Error('the table is out'));
  const called: string[] = [];
  const store = new Proxy({} as DeliverDeps['store'], {
    get: (_, name) => async () => {
      called.push(String(name));
    },
  });
  const deps: DeliverDeps = {
    store,
    loadTemplate: never,
    render: never,
    send: never,
    publish: async () => {},
    scheduleRelease: never,
    scheduleNext: never,
    categoryOf: () => undefined,
    retryPolicies: { express: policy, standard: policy },
    now: () => 0,
    newClaim: () => 'claim',
    random: () => 0,
  };
  const received = { message: messageOf(1), messageId: 'm', receiveCount: 1, firstReceivedAt: 0 };
  expect(await deliver([received], deps)).toMatchObject([{ kind: 'retry' }]);
  expect(called).not.toContain('claim');
});
