import { type Circuit, coolDownMs } from '#core/circuit.ts';
import { sesOf } from '#functions/channels/email/env.ts';
import type { TableWrite } from '../cloud/tables.ts';
import type { ServiceName } from '../cloud/wire.ts';
import { fallbackRegion } from '../stages.ts';

/** Providers that the lanes have found to be out, as the channels' table says it. */
export interface Circuits {
  /** A channel's item was written. */
  written(write: TableWrite): void;
  /** A lane could not read its channel's item: it goes on as it was. */
  unreadable(): void;
  /** A call begins: seconds for which its provider had been out, where nobody may call it but who has won a trial. */
  outFor(provider: ServiceName): number | undefined;
}

/** A lane looks every five seconds, and what it has claimed by then is sent within its function's time. */
const graceMs = 30_000;

interface Standing {
  /** When it was found out. */
  readonly outSince: number;
  /** When trials were won that were not made yet. */
  readonly trials: number[];
}

/** Channels, and how their items name the provider behind a service. */
const circuitNames: Partial<Record<ServiceName, string>> = {
  ses: 'EMAIL circuit:SES',
  'ses-elsewhere': `EMAIL circuit:${sesOf(fallbackRegion)}`,
  sms: 'SMS circuit:END_USER_MESSAGING',
  'sms-by-sns': 'SMS circuit:SNS',
  push: 'PUSH circuit:SNS',
};

export const createCircuits = (now: () => number): Circuits => {
  const standings = new Map<string, Standing>();
  let unreadableAt = Number.NEGATIVE_INFINITY;

  return {
    written: ({ before, after }) => {
      for (const name of Object.values(circuitNames)) {
        const [channel = '', attribute = ''] = name.split(' ');
        if ((after ?? before)?.channel !== channel) continue;
        const seen = before?.[attribute] as Circuit | undefined;
        const circuit = after?.[attribute] as Circuit | undefined;
        if (circuit?.openUntil === seen?.openUntil) continue;
        if (circuit === undefined) standings.delete(name);
        else if (seen === undefined) standings.set(name, { outSince: now(), trials: [] });
        else if (now() >= seen.openUntil) standings.get(name)?.trials.push(now());
      }
    },
    unreadable: () => {
      unreadableAt = now();
    },
    outFor: (provider) => {
      const name = circuitNames[provider];
      const standing = name === undefined ? undefined : standings.get(name);
      if (standing === undefined) return undefined;
      const { outSince, trials } = standing;
      const trial = trials.findIndex((at) => now() - at < coolDownMs);
      // What came before it was never made.
      trials.splice(0, trial === -1 ? trials.length : trial + 1);
      if (trial !== -1 || now() - Math.max(outSince, unreadableAt) <= graceMs) return undefined;
      return Math.round((now() - outSince) / 1000);
    },
  };
};
