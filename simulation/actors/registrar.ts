import type { Gateway } from '../cloud/gateway.ts';
import type { AddressBans } from '../judge/address-bans.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { backOffMs } from './back-off.ts';
import {
  beginChange,
  confirmChange,
  endChange,
  getDevice,
  giveDevice,
  type Person,
} from './people.ts';
import { toQuietHours } from './quiet-times.ts';

/** Keeps the company's users up to date, and tries until it is told that something is done. */
export interface Registrar {
  /** Registers somebody with all that there is of them. */
  register(person: Person): void;
  changeEmail(person: Person, email: string): void;
  remove(person: Person): void;
  /** A device signs in as somebody else. */
  handOver(token: string, from: Person, to: Person): void;
  /** The platform gives a device another token. */
  renewToken(person: Person, token: string, next: string): void;
  /** Somebody declines a category. */
  optOut(person: Person, category: string): void;
  /** A channel must not write to somebody's address any more, whoever says so. */
  suppress(person: Person, channel: 'EMAIL' | 'SMS'): void;
}

interface RegistrarOptions {
  readonly gateway: Gateway;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly bans: AddressBans;
}

interface Change {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const mostTries = 12;

export const createRegistrar = (options: RegistrarOptions): Registrar => {
  const { gateway, clock, random, bans } = options;

  /** Until it is answered 2xx; what is never answered may have happened or not. */
  const insist = (change: Change, onDone: () => void) => {
    const attempt = (tries: number) =>
      gateway(change, ({ status = 0 }) => {
        if (status >= 200 && status < 300) return onDone();
        if (tries >= mostTries) return;
        clock.after(backOffMs(random, tries), () => attempt(tries + 1));
      });
    attempt(0);
  };

  const pathOf = ({ userId }: Person) => `/users/${userId}`;

  const putUser = (person: Person, onDone: () => void) => {
    const { email, phoneNumber, webhookUrl, quietTimes } = person;
    const timeZone = quietTimes?.timeZone;
    const body = { email, phoneNumber, webhookUrl, timeZone, locale: 'en-GB' };
    insist({ method: 'PUT', path: pathOf(person), body }, onDone);
  };

  /** One after the other: two changes of one person at once would have to wait for each other. */
  const inTurn = (changes: readonly Change[], onDone: () => void): void => {
    const [first, ...rest] = changes;
    if (first === undefined) onDone();
    else insist(first, () => inTurn(rest, onDone));
  };

  const putDevice = (person: Person, deviceId: string, token: string): Change => ({
    method: 'PUT',
    path: `${pathOf(person)}/devices/${deviceId}`,
    body: { platform: 'FCM', token },
  });

  const putDevices = (person: Person): readonly Change[] =>
    person.deviceTokens.map((token, device) => putDevice(person, `device-${device}`, token));

  const mergePreferences = (person: Person, preferences: unknown[], quietHours?: unknown) => ({
    method: 'POST',
    path: `${pathOf(person)}/preferences`,
    body: { preferences, quietHours },
  });

  const register = (person: Person) => {
    beginChange(person, person.email, clock.now());
    const { quietTimes } = person;
    const quiet =
      quietTimes === undefined ? [] : [mergePreferences(person, [], toQuietHours(quietTimes))];
    putUser(person, () =>
      inTurn([...putDevices(person), ...quiet], () => endChange(person, false, clock.now())),
    );
  };

  type TokenOf = readonly [person: Person, token: string];

  /** A device is somebody else's, or has another token. */
  const pass = (before: TokenOf, after: TokenOf, deviceId: string) => {
    const heard = [giveDevice(...before, clock.now()), getDevice(...after, clock.now())];
    insist(putDevice(after[0], deviceId, after[1]), () => {
      for (const tell of heard) tell(clock.now());
    });
  };

  return {
    register,
    changeEmail: (person, email) => {
      beginChange(person, email, clock.now());
      putUser(person, () => endChange(person, false, clock.now()));
    },
    remove: (person) => {
      beginChange(person, undefined, clock.now());
      insist({ method: 'DELETE', path: pathOf(person) }, () =>
        endChange(person, true, clock.now()),
      );
    },
    handOver: (token, from, to) => {
      if (to.isDeleted) return;
      pass([from, token], [to, token], `of-${from.userId}`);
    },
    renewToken: (person, token, next) =>
      pass([person, token], [person, next], `device-${person.deviceTokens.indexOf(token)}`),
    optOut: (person, category) => {
      beginChange(person, undefined, clock.now());
      insist(mergePreferences(person, [{ category, enabled: false }]), () => {
        confirmChange(person, clock.now());
        person.bans.push({ category, confirmedAt: clock.now() });
      });
    },
    suppress: (person, channel) => {
      const address = channel === 'EMAIL' ? person.email : person.phoneNumber;
      if (address === undefined) return;
      const confirmed = bans.announce(channel, address, 'BANNED');
      insist({ method: 'POST', path: '/suppressions', body: { channel, address } }, confirmed);
    },
  };
};
