import type { Random } from '../random.ts';
import type { Person } from './people.ts';
import { type QuietTimes, steadyZones } from './quiet-times.ts';

/** The people of a world: some without a phone, some with quiet hours, some whom nothing reaches any more. */
export const createPopulation = (size: number, random: Random): readonly Person[] =>
  Array.from({ length: size }, (_, index) => createPerson(index, random));

function createPerson(index: number, random: Random): Person {
  return {
    userId: `user-${index}`,
    phoneNumber: random.chance(0.5) ? `+1415555${String(1_000 + index)}` : undefined,
    deviceTokens: Array.from({ length: random.pick([0, 0, 0, 1, 2]) }, (_, device) =>
      token(index, device, random.chance(0.1)),
    ),
    given: [],
    got: [],
    webhookUrl: random.chance(0.15) ? webhookUrl(index, random.chance(0.1)) : undefined,
    quietTimes: random.chance(0.4) ? createQuietTimes(random) : undefined,
    email: `${random.chance(0.05) ? 'blocked' : 'person'}-${index}@example.com`,
    isDeleted: true,
    deletedAt: Number.NEGATIVE_INFINITY,
    held: [],
    bans: [],
    changes: [],
  };
}

function token(index: number, device: number, isGone: boolean): string {
  return `${isGone ? 'gone' : 'app'}-${index}-${device}:APA91bHPRgkF3JUikC4ENAHEeMrd41Zxv3hVZjC9KtT`;
}

function webhookUrl(index: number, isGone: boolean): string {
  return `https://hooks.example.com/${isGone ? 'gone' : 'open'}/${index}`;
}

function createQuietTimes(random: Random): QuietTimes {
  const [timeZone, offsetMinutes] = random.pick(steadyZones);
  const fromMinute = random.below(48) * 30;
  const toMinute = (fromMinute + random.between(2, 20) * 30) % 1_440;
  return { timeZone, offsetMinutes, fromMinute, toMinute };
}
