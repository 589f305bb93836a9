/** How much happened in a world, and how much of it went wrong. */
export interface WeatherReport {
  /** Calls of SDK clients and of webhooks. */
  readonly calls: number;
  /** Runs of functions. */
  readonly invocations: number;
  /** Calls that met a fault. */
  readonly faults: number;
  /** Runs that ended between two awaits. */
  readonly kills: number;
  readonly redriven: number;
}

export const noWeather: WeatherReport = {
  calls: 0,
  invocations: 0,
  faults: 0,
  kills: 0,
  redriven: 0,
};
