import type { ServiceName } from '../cloud/wire.ts';
import type { Random } from '../random.ts';
import type { CallFault } from './faults.ts';

/** A time in which a service does not work, or not for everybody. */
export interface Outage {
  readonly service: ServiceName;
  /** Whom alone it hits: functions whose name begins so. */
  readonly caller?: string;
  /** The one command that it hits. */
  readonly operation?: string;
  readonly from: number;
  readonly until: number;
  readonly fault: 'refused' | 'lost-request' | 'lost-answer';
  /** The share of calls that it hits. */
  readonly share: number;
}

/** How bad a world is. */
export interface Climate {
  /** How often one client call meets a fault of each kind. */
  readonly callFaults: Readonly<Record<Exclude<CallFault, 'none'>, number>>;
  readonly duplicated: number;
  readonly deletionForgotten: number;
  readonly responseLost: number;
  readonly outages: readonly Outage[];
  /** One notification in so many has a record whose claims are throttled for longer than a day. */
  readonly poisonedOneIn: number;
  /** Whether somebody redrives the DLQs after a week. */
  readonly isRedriven: boolean;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Whether something is out for longer than a day: what waits is tried hundreds of times. */
export const isFlooded = (worldIndex: number): boolean =>
  worldIndex % 64 === 1 || worldIndex % 64 === 3;

/** Whether a world is as busy as production; the first are not, so that a short run sees many kinds of weather. */
export const isCrowded = (worldIndex: number): boolean => worldIndex >= 8;

/** Whether anybody listens to the events topic: every event costs as much again there as what it tells of. */
export const isHeard = (worldIndex: number): boolean =>
  isCrowded(worldIndex) ? worldIndex % 128 === 16 : worldIndex % 4 === 2;

/** The weather of one world: always some rain, an hour of storm, and now and then a flood. */
export const createClimate = (
  random: Random,
  worldIndex: number,
  from: number,
  until: number,
  roughness: number,
): Climate => {
  const storm = roughness * random.pick([0.4, 1, 1, 3]);
  const outage: MakeOutage = (service, lengthMs, fault, share, caller) => {
    const start = random.between(from, Math.max(from, until - minuteMs));
    return {
      service,
      from: start,
      until: start + lengthMs,
      fault,
      share,
      ...(caller === undefined ? {} : { caller }),
    };
  };
  const isFlood = isFlooded(worldIndex);
  return {
    callFaults: {
      refused: 0.0015 * storm,
      'lost-request': 0.0006 * storm,
      'lost-answer': 0.0008 * storm,
      repeated: 0.0008 * storm,
      partial: 0.0008 * storm,
      slow: 0.0005 * storm,
      'killed-before': 0.0004 * storm,
      'killed-after': 0.0004 * storm,
    },
    duplicated: 0.01 * storm,
    deletionForgotten: 0.004 * storm,
    responseLost: 0.01 * storm,
    outages: [...storms(random, outage), ...(isFlood ? flood(random, worldIndex, outage) : [])],
    // Each is tried for a day, hundreds of times: where there are many, one in some worlds will do.
    poisonedOneIn: isCrowded(worldIndex) ? 8_000 : 500,
    isRedriven: worldIndex % 4 !== 2,
  };
};

type MakeOutage = (
  service: ServiceName,
  lengthMs: number,
  fault: Outage['fault'],
  share: number,
  caller?: string,
) => Outage;

const providers: readonly ServiceName[] = ['ses', 'sms', 'push', 'webhook'];

/** An hour without one of the providers, minutes in which another loses its answers, and one thing of ours. */
function storms(random: Random, outage: MakeOutage): readonly Outage[] {
  return [
    outage(random.pick(providers), hourMs, random.pick(['refused', 'refused', 'lost-request']), 1),
    outage(random.pick(providers), 5 * minuteMs, 'lost-answer', 0.5),
    random.pick([
      outage('dynamo', 5 * minuteMs, 'refused', 0.5),
      outage('sns', 10 * minuteMs, 'refused', 1),
      outage('sqs', 3 * minuteMs, random.pick(['refused', 'lost-answer']), 0.7),
      outage('scheduler', 30 * minuteMs, 'refused', 1),
      outage('secrets', 20 * minuteMs, 'refused', 1),
    ]),
  ];
}

/** Longer than a day: what waits is HELD, or parked. */
function flood(random: Random, worldIndex: number, outage: MakeOutage): readonly Outage[] {
  const hours = random.between(30, 70);
  if (worldIndex % 64 === 3) {
    // Here and there a call gets through: of two devices one is told, and the other waits.
    const out = outage(random.pick(['ses', 'push', 'push']), hours * hourMs, 'refused', 0.998);
    // What is HELD cannot be scheduled at once either.
    const scheduler = {
      ...out,
      service: 'scheduler',
      share: 1,
      from: out.from + 20 * hourMs,
    } as const;
    return [out, { ...scheduler, until: scheduler.from + random.between(2, 10) * hourMs }];
  }
  // A deployment took a permission away from the router.
  const dynamo = outage('dynamo', hours * hourMs, 'refused', 1, 'requests');
  return [{ ...dynamo, operation: 'BatchGetCommand' }];
}
