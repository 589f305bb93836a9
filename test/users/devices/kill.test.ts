import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DevicePlace,
  type DeviceWorld,
  KilledError,
  startDeviceWorld,
} from './device-world.ts';

let world: DeviceWorld;
beforeAll(async () => {
  world = await startDeviceWorld();
});
afterAll(() => world.close());

const token = (name: string) => `${name}-token-of-a-device`;
const phone = '/users/ada/devices/phone';

/** What stands before, and the call that dies. */
interface Scenario {
  readonly title: string;
  readonly given: (place: DevicePlace) => Promise<unknown>;
  readonly when: (place: DevicePlace) => Promise<unknown>;
}

const put =
  (path: string, name: string, platform = 'FCM') =>
  (place: DevicePlace) =>
    place.call('PUT', path, { platform, token: token(name) });

const scenarios: readonly Scenario[] = [
  { title: 'a device that registers', given: async () => {}, when: put(phone, 'first') },
  {
    title: 'a device that registers again',
    given: put(phone, 'first'),
    when: put(phone, 'first'),
  },
  { title: 'a device with a new token', given: put(phone, 'first'), when: put(phone, 'second') },
  {
    title: 'a device that said the wrong platform',
    given: put(phone, 'first'),
    when: put(phone, 'first', 'APNS'),
  },
  {
    title: 'a token that another of their devices had',
    given: put('/users/ada/devices/tablet', 'first'),
    when: put(phone, 'first'),
  },
  {
    title: 'a token that another user had',
    given: put('/users/bob/devices/his', 'first'),
    when: put(phone, 'first'),
  },
  {
    title: 'a token that another user had by another platform, instead of an own one',
    given: async (place) => {
      await put('/users/bob/devices/his', 'first', 'APNS')(place);
      await put(phone, 'second')(place);
    },
    when: put(phone, 'first'),
  },
  {
    title: 'a device that is deleted',
    given: put(phone, 'first'),
    when: (place) => place.call('DELETE', phone),
  },
  {
    title: 'a user who is deleted',
    given: async (place) => {
      await put(phone, 'first')(place);
      await put('/users/ada/devices/tablet', 'second', 'APNS')(place);
    },
    when: (place) => place.call('DELETE', '/users/ada'),
  },
];

const prepare = async ({ given }: Scenario) => {
  const place = await world.openPlace();
  await place.call('PUT', '/users/ada', {});
  await place.call('PUT', '/users/bob', {});
  await given(place);
  return place;
};

describe.each(scenarios)('$title', (scenario) => {
  test('is the same in the end wherever its process dies, once it is told again', async () => {
    const undisturbed = await prepare(scenario);
    await scenario.when(undisturbed);
    const calls = undisturbed.callsOfLastRun();
    const expected = await undisturbed.everything();
    expect(calls).toBeGreaterThan(2);
    for (let call = 1; call <= calls; call += 1) {
      for (const moment of ['before', 'after'] as const) {
        const place = await prepare(scenario);
        place.dieInNextRun({ call, moment });
        await expect(scenario.when(place)).rejects.toBeInstanceOf(KilledError);
        const owners = await place.ownersOf(token('first'), 'ada', 'bob');
        expect(owners.length).toBeLessThan(2);
        await scenario.when(place);
        expect({ call, moment, ...(await place.everything()) }).toEqual({
          call,
          moment,
          ...expected,
        });
      }
    }
  });
});
