import type { ChannelName } from '#core/channel.ts';
import type { Random } from '../random.ts';
import { type Mailing, weightedMailings } from './mailings.ts';
import { markerOf } from './marker.ts';
import { isReachable, type Person } from './people.ts';
import { type QuietTimes, toSendWindow } from './quiet-times.ts';

/** One channel after the other until one has come so far. */
interface Routing {
  readonly mode: 'FIRST_SUCCESS';
  readonly timeoutSeconds: number;
  readonly until: 'SENT' | 'DELIVERED';
}

/** One send, as its caller means it. */
export interface Wish {
  /** A text that no other send says. */
  readonly marker: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly templateId: string;
  readonly category: string;
  /** By USER_ID, by an address of theirs, or an address of nobody. */
  readonly person: Person | undefined;
  readonly recipientType: string;
  /** The address that it names, for EMAIL alone. */
  readonly address: string | undefined;
  readonly channels: readonly ChannelName[] | undefined;
  readonly isValid: boolean;
  /** One channel after the other; absent for all at once. */
  readonly routing?: Routing | undefined;
  readonly scheduledFor: number | undefined;
  readonly expiresAt: number | undefined;
  /** When its window is closed, every day; undefined where it has none. */
  readonly closedTimes: QuietTimes | undefined;
  /** Whether it must not be sent twice, whatever happens. */
  readonly mustNotRepeat: boolean;
  /** The notification that it repeats. */
  readonly resendOf?: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

interface WishesOptions {
  readonly random: Random;
  readonly people: readonly Person[];
  /** How many have been thought of before. */
  readonly before: number;
  /** Whether most name one channel that reaches whoever is told, and now, as most services do. */
  readonly isNarrow: boolean;
}

/** Thinks of the next thing to send. */
export const createWishes = ({ random, people, before, isNarrow }: WishesOptions) => {
  let count = before;

  return (now: number): Wish => {
    count += 1;
    const marker = markerOf(count);
    const mailing = random.pick(weightedMailings);
    const recipient = recipientOf(random, people, count);
    const channels = isNarrow
      ? narrowChannels(random, mailing, recipient, now)
      : requestedChannels(random, mailing);
    // Where many are sent, most are for now.
    const scheduledFor = isNarrow && random.chance(0.5) ? undefined : scheduleFor(random, now);
    const expiresAt = expiryFor(random, Math.max(scheduledFor ?? now, now), scheduledFor);
    const isValid = !random.chance(0.02);
    const priority = random.pick(['CRITICAL', 'HIGH', 'MEDIUM', 'MEDIUM', 'LOW']);
    const closedTimes = priority === 'CRITICAL' ? undefined : closedTimesFor(recipient, count);
    const routing = routingFor(random);
    return {
      marker,
      templateId: mailing.templateId,
      category: mailing.category,
      person: recipient.person,
      recipientType: recipient.recipientType,
      address: recipient.recipientType === 'EMAIL' ? recipient.recipientIdentifier : undefined,
      channels,
      routing,
      isValid,
      scheduledFor,
      expiresAt,
      closedTimes,
      mustNotRepeat: mailing.mustNotRepeat ?? false,
      body: {
        templateId: mailing.templateId,
        recipientType: recipient.recipientType,
        recipientIdentifier: recipient.recipientIdentifier,
        data: isValid ? mailing.data(marker) : { nothing: marker },
        priority,
        ...(channels === undefined ? {} : { channels }),
        ...(routing === undefined ? {} : { routing }),
        ...(scheduledFor === undefined ? {} : { scheduledFor: iso(scheduledFor) }),
        ...(expiresAt === undefined ? {} : { expiresAt: iso(expiresAt) }),
        ...(closedTimes === undefined ? {} : { sendWindow: toSendWindow(closedTimes) }),
      },
    };
  };
};

/**
 * One in nine has a window, where it is certain by which clock: a user's, whoever is told at their id, or UTC. No
 * chance is drawn for it, so that the worlds stay as they were.
 */
function closedTimesFor(
  { person, recipientType }: ReturnType<typeof recipientOf>,
  count: number,
): QuietTimes | undefined {
  if (count % 9 !== 0 || (person !== undefined && recipientType !== 'USER_ID')) return undefined;
  const { timeZone, offsetMinutes } = person?.quietTimes ?? { timeZone: 'UTC', offsetMinutes: 0 };
  const fromMinute = ((count * 7) % 48) * 30;
  return { timeZone, offsetMinutes, fromMinute, toMinute: (fromMinute + 12 * 60) % (24 * 60) };
}

function recipientOf(random: Random, people: readonly Person[], count: number) {
  const person = random.pick(people);
  const way = random.next();
  if (way < 0.5) return { person, recipientType: 'USER_ID', recipientIdentifier: person.userId };
  if (way < 0.75) return { person, recipientType: 'EMAIL', recipientIdentifier: person.email };
  if (way < 0.8 && person.phoneNumber !== undefined)
    return { person, recipientType: 'PHONE_NUMBER', recipientIdentifier: person.phoneNumber };
  return {
    person: undefined,
    recipientType: 'EMAIL',
    // Some hear of us again and again.
    recipientIdentifier: `stranger-${count % 3 === 0 ? count % 60 : count}@example.org`,
  };
}

function requestedChannels(
  random: Random,
  { channels }: Mailing,
): readonly ChannelName[] | undefined {
  if (random.chance(0.75)) return undefined;
  return random.chance(0.5) ? channels : [random.pick(channels)];
}

/** Six of seven name one channel, and the others do as everybody does. */
function narrowChannels(
  random: Random,
  mailing: Mailing,
  { person }: ReturnType<typeof recipientOf>,
  now: number,
): readonly ChannelName[] | undefined {
  if (random.chance(1 / 7)) return requestedChannels(random, mailing);
  const reachable = mailing.channels.filter((channel) =>
    person === undefined ? channel === 'EMAIL' : isReachable(person, channel, now),
  );
  return [random.pick(reachable)];
}

/** Most by all channels at once, some by one after the other. */
function routingFor(random: Random): Routing | undefined {
  if (random.chance(0.85)) return undefined;
  const timeoutSeconds = random.pick([60, 600, 3_600]);
  return { mode: 'FIRST_SUCCESS', timeoutSeconds, until: random.pick(['SENT', 'DELIVERED']) };
}

/** Most at once, some within minutes, hours or days, a few in the past. */
function scheduleFor(random: Random, now: number): number | undefined {
  const way = random.next();
  if (way < 0.78) return undefined;
  if (way < 0.82) return now - random.below(dayMs);
  if (way < 0.9) return now + random.between(1_000, 15 * minuteMs);
  if (way < 0.96) return now + random.between(15 * minuteMs, 12 * hourMs);
  return now + random.between(12 * hourMs, 4 * dayMs);
}

/** Some are worth nothing after seconds, which is where races show. */
function expiryFor(
  random: Random,
  due: number,
  scheduledFor: number | undefined,
): number | undefined {
  const way = random.next();
  if (way < 0.83) return undefined;
  // Some are still worth telling when somebody redrives them.
  if (way < 0.86) return due + random.between(8 * dayMs, 20 * dayMs);
  const least = scheduledFor === undefined ? 300 : minuteMs + 5_000;
  return due + least + random.below(way < 0.95 ? minuteMs : hourMs);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
