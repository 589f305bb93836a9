import type { ChannelName } from '#core/channel.ts';
import type { QuietTimes } from './quiet-times.ts';

/** An address that somebody had, and from when to when at most: a change takes effect somewhere between. */
interface Held {
  readonly email: string;
  readonly from: number;
  until: number;
}

/** A category that somebody declined for good, by one channel or all, and when they had heard that it is done. */
interface Ban {
  readonly category: string;
  readonly channel?: ChannelName;
  readonly confirmedAt: number;
}

/** A token that stands for somebody else's device now, or for none: that is said, and heard at last. */
interface PassedDevice {
  readonly token: string;
  readonly at: number;
  heardAt: number;
}

/** A user, as the company's own database knows them. */
export interface Person {
  readonly userId: string;
  readonly phoneNumber: string | undefined;
  /** Of the devices that they begin with. */
  readonly deviceTokens: readonly string[];
  /** Tokens that are theirs no more, and those that came later. */
  readonly given: PassedDevice[];
  readonly got: PassedDevice[];
  readonly webhookUrl: string | undefined;
  readonly quietTimes: QuietTimes | undefined;
  email: string;
  isDeleted: boolean;
  /** When it was confirmed that they are gone. */
  deletedAt: number;
  readonly held: Held[];
  readonly bans: Ban[];
  /** When something about them was being changed. */
  readonly changes: { readonly from: number; until: number }[];
}

/** How long an eventually consistent read may lag behind, and a decision behind what it read. */
export const staleMs = 25_000;

/** A change begins: the new address may count from now on. */
export const beginChange = (person: Person, email: string | undefined, now: number): void => {
  person.changes.push({ from: now, until: Number.POSITIVE_INFINITY });
  if (email === undefined) return;
  person.email = email;
  person.held.push({ email, from: now, until: Number.POSITIVE_INFINITY });
};

/** A change was confirmed: what was before counts no more. */
export const endChange = (person: Person, isDeleted: boolean, now: number): void => {
  confirmChange(person, now);
  person.isDeleted = isDeleted;
  person.deletedAt = isDeleted ? now : Number.POSITIVE_INFINITY;
  const before = isDeleted ? person.held : person.held.slice(0, -1);
  for (const held of before) held.until = Math.min(held.until, now);
};

/** A change that touches no address was confirmed. */
export const confirmChange = (person: Person, now: number): void => {
  const change = person.changes.find(({ until }) => until === Number.POSITIVE_INFINITY);
  if (change !== undefined) change.until = now;
};

/** A device may be somebody else's from now on; returns what says that Herald knows. */
export const giveDevice = (person: Person, token: string, now: number) =>
  passDevice(person, person.given, token, now);

/** A device may be theirs from now on; returns what says that Herald knows. */
export const getDevice = (person: Person, token: string, now: number) =>
  passDevice(person, person.got, token, now);

function passDevice(person: Person, list: PassedDevice[], token: string, now: number) {
  const passed: PassedDevice = { token, at: now, heardAt: Number.POSITIVE_INFINITY };
  list.push(passed);
  beginChange(person, undefined, now);
  return (heardAt: number): void => {
    passed.heardAt = heardAt;
    confirmChange(person, heardAt);
  };
}

/** The tokens of the devices that may be theirs at some moment of a span. */
const tokensIn = (person: Person, from: number, to: number): readonly string[] => [
  ...person.deviceTokens.filter((token) => !hasGiven(person, token, from)),
  ...person.got.filter(({ at }) => at <= to).map(({ token }) => token),
];

/** Whether everybody had to know at a time that a token is theirs no more. */
export const hasGiven = (person: Person, token: string, at: number): boolean =>
  person.given.some((one) => one.token === token && one.heardAt + staleMs < at);

/** Every device that is theirs, or was. */
export const everyToken = ({ deviceTokens, got }: Person): readonly string[] => [
  ...deviceTokens,
  ...got.map(({ token }) => token),
];

/** Whether an address of a channel was theirs at some moment of a span, as far as anybody could tell. */
export const hadAddress = (
  person: Person,
  channel: ChannelName,
  address: string,
  from: number,
  to: number,
): boolean => {
  if (channel === 'SMS') return address === person.phoneNumber;
  if (channel === 'PUSH') return tokensIn(person, from, to).includes(address);
  if (channel === 'WEBHOOK') return address === person.webhookUrl;
  if (channel === 'IN_APP') return address === person.userId;
  return person.held.some(
    (held) =>
      held.email.toLowerCase() === address.toLowerCase() &&
      held.from <= to &&
      held.until + staleMs >= from,
  );
};

/** Whether an address of a channel is theirs, or was. */
export const ownsAddress = (person: Person, channel: ChannelName, address: string): boolean =>
  channel === 'SMS'
    ? address === person.phoneNumber
    : person.held.some(({ email }) => email.toLowerCase() === address.toLowerCase());

/** The mail address that they had at a time. */
export const emailAt = (person: Person, at: number): string | undefined =>
  person.held.findLast(({ from, until }) => from <= at && until >= at)?.email;

/** Whether they can be reached by a channel at a time. */
export const isReachable = (person: Person, channel: ChannelName, at: number): boolean => {
  if (channel === 'SMS') return person.phoneNumber !== undefined;
  if (channel === 'PUSH') return tokensIn(person, at, at).length > 0;
  if (channel === 'WEBHOOK') return person.webhookUrl !== undefined;
  return true;
};

/** Whether a category may no longer come by a channel, as everybody had to know at a time. */
export const hasDeclined = (
  person: Person,
  category: string | undefined,
  channel: ChannelName,
  at: number,
): boolean =>
  person.bans.some(
    (ban) =>
      ban.confirmedAt + staleMs <= at &&
      ban.category === category &&
      (ban.channel ?? channel) === channel,
  );

/** Whether nothing about them was being changed in a span, so that what must happen is known. */
export const wasSteady = (person: Person, from: number, to: number): boolean =>
  person.changes.every((change) => change.until + staleMs < from || change.from > to);
