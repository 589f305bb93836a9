import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Profile } from '#core/recipient.ts';
import { type FeedbackWorld, startFeedbackWorld } from './feedback-world.ts';
import { pushFailure } from './provider-events.ts';

const failed = Date.parse('2026-11-23T12:00:05.000Z');
let world: FeedbackWorld;
let pushes = 0;
beforeAll(async () => {
  world = await startFeedbackWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.published.length = 0;
  world.devices.notificationIds.length = 0;
  world.devices.forgotten.length = 0;
  world.clock.now = failed + 1_000;
});

/** A device with its owner, and a push to it that SNS took. */
const pushed = async ({ isEnabled = false, isRecorded = true } = {}) => {
  pushes += 1;
  const [EndpointArn, token, MessageId] = [`arn:endpoint/${pushes}`, `t${pushes}`, `m${pushes}`];
  const device = { deviceId: 'phone', platform: 'FCM', token, endpointArn: EndpointArn } as const;
  const owner = { userId: 'ada', devices: [device], createdAt: '', updatedAt: '' };
  world.devices.endpoints.set(EndpointArn, { token, isEnabled });
  world.devices.owners.set(token, Profile.parse(owner));
  const other = await world.deliveryThat({ channel: 'PUSH', providerMessageId: 'another' });
  const { notificationId, deliveryId } = await world.deliveryThat({
    channel: 'PUSH',
    provider: 'SNS',
    ...(isRecorded ? { providerMessageId: MessageId } : {}),
  });
  world.devices.notificationIds.push(other.notificationId, notificationId);
  return {
    message: pushFailure({ EndpointArn, MessageId }),
    deliveryId,
    notificationId,
    other,
    EndpointArn,
  };
};

test('a push that fails later is FAILED, is told, and its device is forgotten', async () => {
  const { message, notificationId, deliveryId, other, EndpointArn } = await pushed();
  const { results } = await world.receive([message]);
  expect(results).toMatchObject([{ kind: 'done', event: 'feedback-recorded' }]);
  expect(await world.read(notificationId)).toMatchObject({
    status: 'FAILED',
    reason: 'DEVICE_GONE',
    detail: 'InvalidPlatformToken',
    feedback: { DEVICE_GONE: { at: failed } },
  });
  expect(world.published).toMatchObject([{ deliveryId, status: 'FAILED', reason: 'DEVICE_GONE' }]);
  expect(world.devices.forgotten).toEqual([EndpointArn]);
  expect((await world.read(other.notificationId)).status).toBe('SENT');
});

test('a repeat finds no endpoint, tells the same again, and changes nothing', async () => {
  const { message, notificationId } = await pushed();
  await world.receive([message]);
  const before = await world.read(notificationId);
  const [told] = world.published;
  const { results } = await world.receive([message]);
  expect(results).toMatchObject([{ kind: 'done', event: 'feedback-recorded' }]);
  expect(await world.read(notificationId)).toEqual(before);
  expect(world.published).toEqual([told, told]);
});

test('what failed on its way to a device that another failure had forgotten is told all the same', async () => {
  const { message, notificationId, deliveryId, EndpointArn } = await pushed();
  // It has written, and dies before it tells.
  await world.receive([message], { call: 4, moment: 'before' });
  expect((await world.read(notificationId)).status).toBe('FAILED');
  expect(world.published).toEqual([]);
  world.forget(EndpointArn);
  await world.receive([message]);
  expect(world.published).toMatchObject([{ deliveryId, status: 'FAILED', reason: 'DEVICE_GONE' }]);

  const next = await pushed();
  world.forget(next.EndpointArn);
  await world.receive([next.message]);
  expect((await world.read(next.notificationId)).status).toBe('FAILED');
  // A profile that still shows it is what a run left that died.
  expect(world.devices.forgotten).toContain(next.EndpointArn);
});

test('a run that dies anywhere is made good by the next', async () => {
  for (let call = 1; call <= 4; call += 1) {
    for (const moment of ['before', 'after'] as const) {
      world.devices.forgotten.length = 0;
      world.published.length = 0;
      const { message, notificationId, EndpointArn } = await pushed();
      await world.receive([message], { call, moment });
      await world.receive([message]);
      expect((await world.read(notificationId)).status, `${moment} ${call}`).toBe('FAILED');
      expect(world.published[0]).toMatchObject({ status: 'FAILED', reason: 'DEVICE_GONE' });
      expect(new Set(world.devices.forgotten)).toEqual(new Set([EndpointArn]));
    }
  }
});

test('a device that has come back since is kept', async () => {
  const { message, notificationId } = await pushed({ isEnabled: true });
  await world.receive([message]);
  expect((await world.read(notificationId)).status).toBe('FAILED');
  expect(world.devices.forgotten).toEqual([]);
});

test('what comes before our own record is looked for again, and after a minute no more', async () => {
  const { message, EndpointArn } = await pushed({ isRecorded: false });
  expect((await world.receive([message])).results).toMatchObject([
    { kind: 'retry', event: 'push-failed-early' },
  ]);
  expect(world.devices.forgotten).toEqual([]);
  world.clock.now = failed + 60_000;
  expect((await world.receive([message])).results).toMatchObject([
    { kind: 'done', event: 'push-failed-later' },
  ]);
  expect(world.devices.forgotten).toEqual([EndpointArn]);
});

test('an endpoint that is nobody\u2019s, or gone, is counted and acknowledged', async () => {
  world.devices.endpoints.set('arn:endpoint/stray', { token: 'stray', isEnabled: false });
  const { results, calls } = await world.receive([
    pushFailure({ EndpointArn: 'arn:endpoint/stray' }),
    pushFailure({ EndpointArn: 'arn:endpoint/gone' }),
  ]);
  expect(results?.map(({ kind, event }) => [kind, event])).toEqual([
    ['done', 'push-failed-later'],
    ['done', 'push-failed-later'],
  ]);
  expect(calls).toEqual(['Publish']);
});
