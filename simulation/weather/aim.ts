import type { ChannelName } from '#core/channel.ts';
import { channelsOfTemplate } from '../actors/mailings.ts';
import type { Person } from '../actors/people.ts';
import type { Wish } from '../actors/wishes.ts';
import type { ServiceName } from '../cloud/wire.ts';
import type { Random } from '../random.ts';
import type { StageName } from '../stages.ts';
import type { Climate } from './climate.ts';
import { type CallFault, type Faults, operationOf } from './faults.ts';

/**
 * A world in which one thing goes wrong again and again: what ordinary weather brings together once in a million
 * sends. A mutation names the aim that shows it; the product as it stands has to hold under each.
 */
export interface Aim {
  /** Small where each notification takes days of work. */
  readonly worldSize?: number;
  /** How Herald is set up here; plain without it. */
  readonly stage?: StageName;
  /** The channel that is paused from the first send to the last. */
  readonly pauses?: ChannelName;
  /** Nothing comes late here, so that limits hold to the minute. */
  readonly isPunctual?: boolean;
  /** Somebody listens to the events topic. */
  readonly isHeard?: boolean;
  /** Nothing may be parked here. */
  readonly parksNothing?: boolean;
  readonly climate?: (usual: Climate, from: number, until: number) => Climate;
  readonly person?: (usual: Person, index: number) => Person;
  /** Undefined for what is not to be sent here. */
  readonly wish?: (usual: Wish, now: number) => Wish | undefined;
  /** What a call meets before the weather has its turn. */
  readonly fault?: (call: AimedCall, random: Random) => CallFault;
}

/** One call of an SDK client. */
interface AimedCall {
  readonly service: ServiceName;
  /** Of the command, such as UpdateCommand. */
  readonly operation: string;
  /** Of the function that calls. */
  readonly caller: string;
}

/** Nothing goes wrong by itself. */
export const calm = (usual: Climate): Climate => ({
  ...usual,
  callFaults: Object.fromEntries(
    Object.keys(usual.callFaults).map((kind) => [kind, 0]),
  ) as Climate['callFaults'],
  duplicated: 0,
  deletionForgotten: 0,
  responseLost: 0,
  outages: [],
  poisonedOneIn: Number.MAX_SAFE_INTEGER,
});

/** The wish by those channels alone, if its template has words for them: at once, and worth telling as its category says. */
export const onlyBy =
  (...channels: readonly string[]) =>
  (usual: Wish): Wish | undefined => {
    const spoken = channelsOfTemplate(usual.templateId);
    if (channels.some((channel) => !spoken.includes(channel))) return undefined;
    const { scheduledFor: _, expiresAt: __, routing: ___, ...body } = usual.body;
    const priority = 'MEDIUM';
    return {
      ...usual,
      channels,
      routing: undefined,
      scheduledFor: undefined,
      expiresAt: undefined,
      body: { ...body, channels, priority },
    };
  };

/** The faults of an aim before those of the weather. */
export const aimedFaults = (usual: Faults, aim: Aim, random: Random): Faults => ({
  ...usual,
  onCall: (service, command, invocation) => {
    const caller = invocation.functionName;
    const fault =
      aim.fault?.({ service, operation: operationOf(command), caller }, random) ?? 'none';
    return fault === 'none' ? usual.onCall(service, command, invocation) : fault;
  },
});
