import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ServiceName } from '../cloud/wire.ts';
import type { Random } from '../random.ts';
import type { Climate } from './climate.ts';
import { type CallFault, type Faults, operationOf } from './faults.ts';

/** Providers are called once: no retry of an SDK can repeat it, and their calls have no parts. */
const calledOnce: ReadonlySet<ServiceName> = new Set([
  'ses',
  'ses-elsewhere',
  'sms-by-sns',
  'sms',
  'push',
  'webhook',
  'receiver',
]);
const possible = (fault: CallFault, service: ServiceName): boolean =>
  !calledOnce.has(service) || (fault !== 'repeated' && fault !== 'partial');

/** Faults at the rates of a climate; `until` ends them all, so that a world comes to rest. */
export const createRandomFaults = (
  climate: Climate,
  random: Random,
  now: () => number,
  until: number,
): Faults => {
  const kinds = Object.entries(climate.callFaults) as [CallFault, number][];
  const total = kinds.reduce((sum, [, rate]) => sum + rate, 0);

  const roll = (): CallFault => {
    const drawn = random.next();
    if (drawn >= total) return 'none';
    let left = drawn;
    for (const [kind, rate] of kinds) {
      if (left < rate) return kind;
      left -= rate;
    }
    return 'none';
  };

  const weather = (service: ServiceName, command: unknown, caller: string): CallFault => {
    const time = now();
    for (const outage of climate.outages) {
      if (outage.service !== service || time < outage.from || time >= outage.until) continue;
      if (outage.operation !== undefined && operationOf(command) !== outage.operation) continue;
      if (outage.caller !== undefined && !caller.startsWith(outage.caller)) continue;
      if (random.chance(outage.share)) return outage.fault;
    }
    return 'none';
  };

  /** Some records refuse every claim and hold, but let themselves be parked. */
  const isPoisoned = (command: unknown): boolean =>
    command instanceof UpdateCommand &&
    /leaseUntil|heldUntil/.test(command.input.UpdateExpression ?? '') &&
    hashOf(String(command.input.Key?.notificationId)) % climate.poisonedOneIn === 0;

  return {
    onCall: (service, command, { functionName }) => {
      if (now() >= until) return 'none';
      const stormy = weather(service, command, functionName);
      if (stormy !== 'none') return stormy;
      if (service === 'dynamo' && isPoisoned(command)) return 'refused';
      const fault = roll();
      return possible(fault, service) ? fault : 'none';
    },
    isDuplicated: () => random.chance(climate.duplicated),
    isDeletionForgotten: () => random.chance(climate.deletionForgotten),
    isResponseLost: () => random.chance(climate.responseLost),
  };
};

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0;
  return hash;
}
