import { addCounts } from './add-counts.ts';
import type { Invariant } from './judge/invariants.ts';
import type { Breach } from './judge/ledger.ts';
import { noTotals, type Totals } from './judge/totals.ts';
import type { Aim } from './weather/aim.ts';
import { isCrowded, isFlooded, isHeard } from './weather/climate.ts';
import { noWeather, type WeatherReport } from './weather/weather-report.ts';
import { runWorld } from './world.ts';

interface SimulationOptions {
  readonly seed: string;
  readonly notifications: number;
  readonly roughness?: number;
  readonly aim?: Aim | undefined;
  /** Told after every world: how many were asked for so far, and how much broke. */
  readonly onProgress?: (notifications: number, breaches: number) => void;
  /** Ends after the first world in which one of these broke. */
  readonly stopAt?: readonly Invariant[];
}

/** Where something broke, so that it can be run again. */
export interface FoundBreach extends Breach {
  readonly world: number;
  readonly worldSize: number;
}

export interface SimulationReport {
  readonly totals: Totals;
  readonly breaches: readonly FoundBreach[];
  readonly worlds: number;
  readonly weather: WeatherReport;
}

/**
 * The first worlds are small, and those in which somebody listens; in the later ones invocations come with full
 * batches. A flooded one is tiny, for each of its notifications is a day's work.
 */
export const sizeOfWorld = (index: number): number => {
  if (isFlooded(index)) return 30;
  return isCrowded(index) && !isHeard(index) ? 2_000 : 500;
};

/** Runs one world after another until so many notifications were asked for. */
export const simulate = async (options: SimulationOptions): Promise<SimulationReport> => {
  const { seed, notifications, roughness = 1, aim, onProgress, stopAt = [] } = options;
  let totals = noTotals;
  const breaches: FoundBreach[] = [];
  let weather = noWeather;
  let worlds = 0;
  let left = notifications;
  while (left > 0) {
    const size = Math.min(left, aim?.worldSize ?? sizeOfWorld(worlds));
    const report = await runWorld({ seed, index: worlds, notifications: size, roughness, aim });
    totals = addCounts(totals, report.totals);
    weather = addCounts(weather, report.weather);
    breaches.push(...report.breaches.map((one) => ({ ...one, world: worlds, worldSize: size })));
    left -= size;
    worlds += 1;
    onProgress?.(notifications - left, breaches.length);
    if (report.breaches.some(({ invariant }) => stopAt.includes(invariant))) break;
  }
  return { totals, breaches, worlds, weather };
};
