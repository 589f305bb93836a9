import * as z from 'zod';

/** What can be taken out: providers, and what mail reads its files from. */
export const OutageService = z.enum(['ses', 'sms', 's3']);
export type OutageService = z.infer<typeof OutageService>;

/** Providers that refuse every message for a while, by the local clock; a restart ends it. */
export interface Outages {
  /** For so many seconds from now; 0 ends it. */
  begin(service: OutageService, seconds: number): void;
  isOut(service: OutageService): boolean;
}

export const createOutages = (now: () => number): Outages => {
  const until = new Map<OutageService, number>();
  return {
    begin: (service, seconds) => {
      until.set(service, now() + seconds * 1000);
    },
    isOut: (service) => now() < (until.get(service) ?? 0),
  };
};
