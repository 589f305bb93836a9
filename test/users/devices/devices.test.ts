import {
  CreatePlatformEndpointCommand,
  ListEndpointsByPlatformApplicationCommand,
  SetEndpointAttributesCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RecipientRef } from '#core/recipient.ts';
import { forgetDevice } from '#functions/channels/push/forget-device.ts';
import { batchGet } from '#platform/batch-get.ts';
import { createRecipientFinder, keysOfOwners, keysOfRefs } from '#platform/recipients-table.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { type DevicePlace, type DeviceWorld, startDeviceWorld } from './device-world.ts';

let world: DeviceWorld;
let place: DevicePlace;
beforeAll(async () => {
  world = await startDeviceWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  place = await world.openPlace();
  await place.call('PUT', '/users/ada', { username: 'ada' });
  await place.call('PUT', '/users/bob', {});
});

const token = 'first-token-of-a-device';
const newToken = 'second-token-of-a-device';
const fcm = { platform: 'FCM', token };
const phone = '/users/ada/devices/phone';

const problem = (code: string, ...errors: readonly object[]) => ({
  code,
  ...(errors.length === 0 ? {} : { errors: errors.map((error) => expect.objectContaining(error)) }),
});

/** The endpoints of FCM, as SNS has them. */
const endpoints = async () => {
  const PlatformApplicationArn = place.applications.FCM;
  const list = new ListEndpointsByPlatformApplicationCommand({ PlatformApplicationArn });
  return (await place.sns.send(list)).Endpoints ?? [];
};

describe('a device', () => {
  test('is registered, read, listed, and shows its endpoint to nobody', async () => {
    const device = { deviceId: 'phone', ...fcm };
    expect(await place.call('PUT', phone, fcm)).toEqual({ status: 201, body: device });
    expect(await place.call('PUT', phone, fcm)).toEqual({ status: 200, body: device });
    expect(await place.call('GET', phone)).toEqual({ status: 200, body: device });
    const list = { items: [device] };
    expect(await place.call('GET', '/users/ada/devices')).toEqual({ status: 200, body: list });
    const { body: user } = await place.call('GET', '/users/ada');
    expect(JSON.stringify(user)).not.toMatch(/device|endpoint/i);
    const [endpoint] = await endpoints();
    expect((await place.profile('ada'))?.devices).toEqual([
      { ...device, endpointArn: endpoint?.EndpointArn },
    ]);
  });

  test('stays when its user is replaced', async () => {
    await place.call('PUT', phone, fcm);
    await place.call('PUT', '/users/ada', { username: 'countess' });
    expect((await place.call('GET', phone)).status).toBe(200);
  });

  test('has one endpoint, whatever its token was before', async () => {
    await place.call('PUT', phone, fcm);
    await place.call('PUT', phone, { platform: 'FCM', token: newToken });
    expect(await endpoints()).toMatchObject([{ Attributes: { Token: newToken, Enabled: 'true' } }]);
    expect(await place.ownersOf(token, 'ada')).toEqual([]);
    expect(await place.ownersOf(newToken, 'ada')).toEqual(['ada']);
  });

  test('is pushed to again once it registers again, though its endpoint was disabled', async () => {
    await place.call('PUT', phone, fcm);
    const [before] = await endpoints();
    const Attributes = { Enabled: 'false' };
    const EndpointArn = before?.EndpointArn;
    await place.sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes }));
    await place.call('PUT', phone, fcm);
    expect(await endpoints()).toMatchObject([{ EndpointArn, Attributes: { Enabled: 'true' } }]);
  });

  test('takes the endpoint that somebody made with other attributes', async () => {
    const made = await place.sns.send(
      new CreatePlatformEndpointCommand({
        PlatformApplicationArn: place.applications.FCM,
        Token: token,
        CustomUserData: 'of an older system',
        Attributes: { Enabled: 'false' },
      }),
    );
    await place.call('PUT', phone, fcm);
    const [device] = (await place.profile('ada'))?.devices ?? [];
    expect(device?.endpointArn).toBe(made.EndpointArn);
    expect(await endpoints()).toMatchObject([{ Attributes: { Enabled: 'true' } }]);
  });

  test('is gone when it is deleted, however often, with all that stood for it', async () => {
    await place.call('PUT', phone, fcm);
    expect(await place.call('DELETE', phone)).toEqual({ status: 204 });
    expect(await place.call('DELETE', phone)).toEqual({ status: 204 });
    expect(await place.everything()).toMatchObject({ devices: [], endpoints: [] });
    expect(await place.ownersOf(token, 'ada')).toEqual([]);
    await expect(place.call('GET', phone)).rejects.toMatchObject(problem('NOT_FOUND'));
  });

  test('that is gone leads for a while to who had it, for what was on its way there', async () => {
    await place.call('PUT', phone, fcm);
    const [{ EndpointArn = '' } = {}] = await endpoints();
    const { formerOwners } = place.deps;
    expect(await formerOwners.find(EndpointArn)).toBeUndefined();
    await place.call('DELETE', phone);
    expect(await formerOwners.find(EndpointArn)).toBe('ada');
  });

  test('is gone with its user', async () => {
    await place.call('PUT', phone, fcm);
    await place.call('PUT', '/users/ada/devices/tablet', { platform: 'APNS', token: newToken });
    await place.call('DELETE', '/users/ada');
    expect(await place.everything()).toEqual({ devices: [], claims: [], endpoints: [] });
  });

  test('is found by two at once, each with a device of their own', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    await Promise.all(
      ids.map((id) =>
        place.call('PUT', `/users/ada/devices/${id}`, { platform: 'FCM', token: `${id}-${token}` }),
      ),
    );
    const { devices } = await place.everything();
    expect(devices.map(({ deviceId }) => deviceId)).toEqual(ids);
  });
});

describe('a token', () => {
  test('that another user registers is theirs alone, on the same endpoint', async () => {
    await place.call('PUT', '/users/bob/devices/his', fcm);
    await place.call('PUT', phone, fcm);
    expect((await place.profile('bob'))?.devices).toEqual([]);
    expect(await place.ownersOf(token, 'ada', 'bob')).toEqual(['ada']);
    expect(await endpoints()).toHaveLength(1);
    // Bob's deletion of what he no longer has changes nothing for her.
    await place.call('DELETE', '/users/bob/devices/his');
    await place.call('DELETE', '/users/bob');
    expect(await place.ownersOf(token, 'ada')).toEqual(['ada']);
    expect(await endpoints()).toHaveLength(1);
  });

  test('that two users register at once is one of theirs', async () => {
    await Promise.allSettled([
      place.call('PUT', '/users/bob/devices/his', fcm),
      place.call('PUT', phone, fcm),
    ]);
    expect((await place.ownersOf(token, 'ada', 'bob')).length).toBeLessThan(2);
  });

  test('that still stands in the profile of a former owner costs its owner nothing when it is forgotten there', async () => {
    await place.call('PUT', '/users/bob/devices/his', fcm);
    const [trace] = (await place.profile('bob'))?.devices ?? [];
    if (trace === undefined) throw new Error('bob has no device');
    await place.call('PUT', phone, fcm);
    const bob = await place.profile('bob');
    if (bob === undefined) throw new Error('bob is gone');
    await place.deps.putDevices(bob, [trace]);
    expect(await place.ownersOf(token, 'ada', 'bob')).toEqual(['ada']);
    await forgetDevice('bob', trace, place.deps);
    expect((await place.profile('bob'))?.devices).toEqual([]);
    expect(await place.ownersOf(token, 'ada')).toEqual(['ada']);
    expect(await endpoints()).toHaveLength(1);
  });

  test('moves between the devices of one user, as after a restored backup', async () => {
    await place.call('PUT', phone, fcm);
    await place.call('PUT', '/users/ada/devices/restored', fcm);
    const { devices, endpoints } = await place.everything();
    expect(devices.map(({ deviceId }) => deviceId)).toEqual(['restored']);
    expect(endpoints).toHaveLength(1);
  });

  test('leads a send to its owner, and to nobody once it is not registered', async () => {
    const recipientOf = async () => {
      const ref: RecipientRef = { type: 'DEVICE_TOKEN', identifier: token };
      const { dynamo, table } = place;
      const read = async (keys: ReturnType<typeof keysOfRefs>) =>
        (await batchGet(dynamo, [keys], systemRuntime)).get(table) ?? [];
      const named = await read(keysOfRefs(table, [ref]));
      const owners = await read(keysOfOwners(table, named));
      return createRecipientFinder([...named, ...owners])(ref);
    };
    expect(await recipientOf()).toMatchObject({ kind: 'address', type: 'DEVICE_TOKEN' });
    await place.call('PUT', '/users/bob/devices/his', fcm);
    expect(await recipientOf()).toMatchObject({ kind: 'user', profile: { userId: 'bob' } });
    await place.call('PUT', phone, fcm);
    expect(await recipientOf()).toMatchObject({ kind: 'user', profile: { userId: 'ada' } });
    await place.call('DELETE', phone);
    expect(await recipientOf()).toMatchObject({ kind: 'address' });
  });
});

describe('a registration is refused, and leaves nothing,', () => {
  const refusedWith = async (expected: object, call: () => Promise<unknown>) => {
    const before = await place.everything();
    await expect(call()).rejects.toMatchObject(expected);
    expect(await place.everything()).toEqual(before);
  };

  test('for a user who is not there', async () => {
    const call = () => place.call('PUT', '/users/eve/devices/phone', fcm);
    await refusedWith(problem('NOT_FOUND'), call);
    const list = place.call('GET', '/users/eve/devices');
    await expect(list).rejects.toMatchObject(problem('NOT_FOUND'));
  });

  test('for a user who is deleted meanwhile', async () => {
    const { register } = place.deps.endpoints;
    place.deps.endpoints.register = async (...asked) => {
      await place.call('DELETE', '/users/ada');
      return register(...asked);
    };
    await expect(place.call('PUT', phone, fcm)).rejects.toMatchObject(problem('NOT_FOUND'));
    expect(await place.everything()).toEqual({ devices: [], claims: [], endpoints: [] });
  });

  test('for the twenty-first device', async () => {
    for (let index = 0; index < 20; index += 1) {
      const body = { platform: 'FCM', token: `${token}-${index}` };
      await place.call('PUT', `/users/ada/devices/device-${index}`, body);
    }
    await refusedWith(problem('TOO_MANY_DEVICES'), () => place.call('PUT', phone, fcm));
    // One that is there may change, and its token may move to another.
    await place.call('PUT', '/users/ada/devices/device-0', fcm);
    await place.call('PUT', phone, fcm);
    expect((await place.profile('ada'))?.devices).toHaveLength(20);
  });

  test('on a platform that the stage has no application for', async () => {
    const error = { pointer: '/platform', code: 'NOT_SET_UP' };
    const without = { FCM: undefined, APNS: undefined };
    const call = () => place.call('PUT', phone, fcm, without);
    await refusedWith(problem('INVALID_REQUEST', error), call);
    await expect(call()).rejects.toThrow(/push\.FCM in lib\/stages\.ts/);
  });

  test.each([
    ['/platform', { platform: 'ADM', token }],
    ['/token', { platform: 'FCM', token: 'short' }],
    ['/token', { platform: 'FCM' }],
    ['/endpointArn', { ...fcm, endpointArn: 'arn' }],
  ])('for what is wrong at %s of %j', async (pointer, body) => {
    const call = () => place.call('PUT', phone, body);
    await refusedWith(problem('INVALID_REQUEST', { pointer }), call);
  });

  test.each([
    ['bad-token', problem('INVALID_REQUEST', { pointer: '/token' })],
    ['no-application', problem('UNAVAILABLE')],
  ] as const)('where SNS says %s', async (kind, expected) => {
    place.deps.endpoints.register = async () => ({ kind });
    await refusedWith(expected, () => place.call('PUT', phone, fcm));
  });
});
