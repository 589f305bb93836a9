import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { Aim } from '../weather/aim.ts';
import type { Callers } from './callers.ts';
import type { Operators } from './operators.ts';
import type { Person } from './people.ts';
import type { Registrar } from './registrar.ts';
import { createWishes } from './wishes.ts';

interface TrafficOptions {
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly people: readonly Person[];
  readonly callers: Callers;
  readonly registrar: Registrar;
  readonly operators: Operators;
  readonly start: number;
  readonly until: number;
  readonly notifications: number;
  /** The calls to make, by their position; all of them without it. */
  readonly sends?: ReadonlySet<number> | undefined;
  readonly aim: Aim;
}

const settlingMs = 10 * 60_000;

/** Most sends come together: what is in one batch shares its fate. */
const rushMs = 2_000;

/**
 * Everything that comes from outside, put on the calendar: people first, then sends and changes of mind.
 * Returns how many calls send something.
 */
export const letTrafficIn = (options: TrafficOptions): number => {
  const { random, clock, people, callers, start, until } = options;
  for (const person of people) {
    clock.at(start + random.below(60_000), () => options.registrar.register(person));
  }
  const first = start + settlingMs;
  const rushes = Array.from({ length: 4 }, () => random.between(first, until - rushMs));
  let left = options.notifications;
  let calls = 0;
  while (left > 0) {
    const size = Math.min(left, sizeOfCall(random));
    const wish = createWishes({
      random: random.fork(`wishes ${calls}`),
      people,
      before: left - size,
      isNarrow: isCrowd(options),
    });
    left -= size;
    const isKeyed = random.chance(0.7);
    const at = random.chance(isCrowd(options) ? 0.04 : 0.1)
      ? random.between(first, until)
      : random.pick(rushes) + random.below(rushMs);
    calls += 1;
    if (options.sends?.has(calls - 1) === false) continue;
    clock.at(at, () => {
      const wishes = Array.from({ length: size }, () => wish(clock.now())).flatMap((one) => {
        const aimed = options.aim.wish === undefined ? one : options.aim.wish(one, clock.now());
        return aimed === undefined ? [] : [aimed];
      });
      if (wishes.length > 0) callers.send(wishes, isKeyed);
    });
  }
  changeMinds(options, first);
  pauseChannels(options, first);
  return calls;
};

/** Whether so much is sent that what is rare happens all the same. */
const isCrowd = ({ notifications }: TrafficOptions) => notifications > 1_000;

/** Most send one at a time, some a few, some as many as a batch takes. */
function sizeOfCall(random: Random): number {
  const way = random.next();
  if (way < 0.5) return 1;
  return way < 0.97 ? random.between(2, 12) : 100;
}

function changeMinds({ random, clock, people, registrar, until }: TrafficOptions, first: number) {
  for (const [index, person] of people.entries()) {
    const sometime = () => random.between(first, until);
    const way = random.next();
    if (way < 0.08) {
      clock.at(sometime(), () => registrar.changeEmail(person, `moved-${index}@example.com`));
    } else if (way < 0.12) {
      clock.at(sometime(), () => registrar.remove(person));
    } else if (way < 0.2) {
      const category = random.pick(['orders', 'promotions']);
      clock.at(sometime(), () => registrar.optOut(person, category));
    } else if (way < 0.28) {
      const channel = random.chance(0.5) ? 'EMAIL' : 'SMS';
      clock.at(sometime(), () => registrar.suppress(person, channel));
    } else if (way < 0.44) {
      const [token] = person.deviceTokens;
      const next = people[(index + 1) % people.length];
      if (token === undefined || next === undefined) continue;
      if (way < 0.36)
        clock.at(sometime(), () => registrar.renewToken(person, token, `new-${token}`));
      else clock.at(sometime(), () => registrar.handOver(token, person, next));
    }
  }
}

const hourMs = 3_600_000;

/**
 * Now and then somebody on call pauses a channel, mostly for a while and sometimes for longer than a day: then each of
 * its notifications is looked at hundreds of times, so that where there are many it has to be rare.
 */
function pauseChannels(options: TrafficOptions, first: number) {
  const { random, clock, operators, until, aim } = options;
  if (aim.pauses !== undefined) {
    const { pauses } = aim;
    clock.at(first, () => operators.pause(pauses, until - first));
    return;
  }
  if (!random.chance(0.2)) return;
  const channel = random.pick(['EMAIL', 'SMS', 'PUSH', 'IN_APP', 'WEBHOOK']);
  const [shortMs, longChance] = isCrowd(options) ? [hourMs, 0.03] : [3 * hourMs, 0.1];
  const forMs = random.chance(1 - longChance) ? random.below(shortMs) : 30 * hourMs;
  clock.at(random.between(first, until), () => operators.pause(channel, forMs));
}
