import type { NotificationRecord } from '#core/notification.ts';
import { isHeldInQuietHours } from '../actors/mailings.ts';
import { hadAddress, hasDeclined, hasGiven, type Person, wasSteady } from '../actors/people.ts';
import { graceMs, quietForMs } from '../actors/quiet-times.ts';
import type { Stage } from '../stages.ts';
import { type AddressBans, categoryAt } from './address-bans.ts';
import type { Circuits } from './circuits.ts';
import type { Invariant } from './invariants.ts';
import type { Pauses } from './pauses.ts';
import type { Attempt } from './tales.ts';

/** What people want, held against what is sent: nothing here is the product's own code. */
export interface Consent {
  objectionTo(
    attempt: Attempt,
    record: NotificationRecord,
  ): readonly [invariant: Invariant, detail: string] | undefined;
}

/** A retry goes on for a day at most; whatever waited longer has to be decided again. */
const longestDecisionMs = 24 * 3_600_000 + 30 * 60_000;

export const createConsent = (
  people: readonly Person[],
  bans: AddressBans,
  pauses: Pauses,
  circuits: Circuits,
  { quietTimes: quietByDefault }: Stage,
): Consent => {
  const byAddress = new Map<string, Person>();
  for (const person of people) {
    byAddress.set(`USER#${person.userId}`, person);
  }

  return {
    objectionTo: (attempt, record) => {
      const { decidedAt, startedAt, channel, address } = attempt;
      const waitedMs = startedAt - decidedAt;
      if (waitedMs > longestDecisionMs) {
        const hours = Math.round(waitedMs / 3_600_000);
        return ['consent at the moment of sending', `decided ${hours} h before`];
      }
      const pausedFor = pauses.pausedFor(channel);
      if (pausedFor !== undefined)
        return ['nothing while its channel is paused', `called ${pausedFor} s after it was`];
      const outFor = circuits.outFor(attempt.provider);
      if (outFor !== undefined)
        return [
          'who is out is tried by one call at a time',
          `called ${outFor} s after it was found out`,
        ];
      if (bans.isBanned(channel, address, decidedAt))
        return ['nothing to who is suppressed', 'suppressed before it was decided'];
      if (bans.isBanned(channel, categoryAt(address, record.category ?? ''), decidedAt))
        return ['nothing to who does not want it', 'declined before it was decided'];
      const person = byAddress.get(record.recipientKey);
      if (person !== undefined && channel === 'PUSH' && hasGiven(person, address, startedAt))
        return ['the right words to the right person', 'that device was theirs no more'];
      // What was sent to an address that has meanwhile stopped being theirs is for whoever has it now.
      const isTheirs =
        person !== undefined && hadAddress(person, channel, address, decidedAt, decidedAt);
      if (isTheirs && hasDeclined(person, record.category, channel, decidedAt))
        return ['nothing to who does not want it', 'declined before it was decided'];
      // Who is gone, or about to be, has no hours of their own any more; their address may still be written to.
      if (person !== undefined && !wasSteady(person, decidedAt, decidedAt)) return undefined;
      const isKnown = isTheirs && person.deletedAt > decidedAt;
      const quietTimes = (isKnown ? person.quietTimes : undefined) ?? quietByDefault;
      if (quietTimes === undefined || !isHeldInQuietHours(record)) return undefined;
      const quietMs = quietForMs(quietTimes, startedAt);
      if (quietMs === undefined || quietMs <= graceMs) return undefined;
      return ['nothing in quiet hours', `called ${Math.round(quietMs / 1000)} s into them`];
    },
  };
};
