import type { Random } from '../random.ts';
import { type Aim, aimedFaults } from './aim.ts';
import { createClimate } from './climate.ts';
import { type CallFault, type Faults, operationOf } from './faults.ts';
import { createRandomFaults } from './random-faults.ts';

/** What goes wrong in one world, and how much of it did. */
interface Weather {
  readonly faults: Faults;
  /** Whether somebody redrives the DLQs after a week. */
  readonly isRedriven: boolean;
  /** A call met a fault. */
  met(fault: CallFault, command: unknown): void;
  readonly tally: WeatherTally;
}

interface WeatherTally {
  readonly faults: number;
  /** Runs that died. */
  readonly kills: number;
  /** Updates of whose effect their caller heard nothing. */
  readonly unheardWrites: number;
}

interface WeatherOptions {
  readonly random: Random;
  readonly now: () => number;
  readonly index: number;
  readonly roughness: number;
  readonly aim: Aim;
  /** The same weather drawn again: with fewer sends its faults meet others. */
  readonly reroll: number;
  readonly wrapFaults: ((faults: Faults) => Faults) | undefined;
  /** When sends come in, and when the last fault is over. */
  readonly from: number;
  readonly until: number;
  readonly calmFrom: number;
}

/** The weather of one world, under its aim. */
export const createWeather = ({
  random,
  now,
  index,
  roughness,
  aim,
  reroll,
  wrapFaults = (faults) => faults,
  from,
  until,
  calmFrom,
}: WeatherOptions): Weather => {
  const drawn = (name: string) => random.fork(reroll === 0 ? name : `${name} ${reroll}`);
  const usual = createClimate(random.fork('climate'), index, from, until, roughness);
  const climate = aim.climate?.(usual, from, until) ?? usual;
  const rain = createRandomFaults(climate, drawn('faults'), now, calmFrom);
  const faults = aim.fault === undefined ? rain : aimedFaults(rain, aim, drawn('aim'));
  const tally = { faults: 0, kills: 0, unheardWrites: 0 };
  return {
    faults: wrapFaults(faults),
    isRedriven: climate.isRedriven,
    tally,
    met: (fault, command) => {
      tally.faults += 1;
      if (fault === 'killed-before' || fault === 'killed-after') tally.kills += 1;
      if (fault === 'lost-answer' && operationOf(command) === 'UpdateCommand')
        tally.unheardWrites += 1;
    },
  };
};
