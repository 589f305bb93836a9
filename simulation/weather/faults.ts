import type { Invocation } from '../cloud/invocation.ts';
import type { ServiceName } from '../cloud/wire.ts';

/** What happens to one call of an SDK client. */
export type CallFault =
  | 'none'
  /** The service says no for now: throttled, or out of order. */
  | 'refused'
  /** The request never arrives; its caller sees a timeout. */
  | 'lost-request'
  /** It has its effect, perhaps late; its caller sees a timeout. */
  | 'lost-answer'
  /** The first answer is lost, and the SDK's own retry is answered: the effect happens twice. */
  | 'repeated'
  /** Some entries of a batch are not taken. */
  | 'partial'
  /** Answered, but after seconds. */
  | 'slow'
  /** The invocation dies as it is about to call. */
  | 'killed-before'
  /** The call has its effect, and the invocation dies before it hears of it. */
  | 'killed-after';

/** Everything that goes wrong in a world, decided here and nowhere else. */
export interface Faults {
  onCall(service: ServiceName, command: unknown, invocation: Invocation): CallFault;
  /** A received message is handed out a second time. */
  isDuplicated(queue: string): boolean;
  /** A deleted message comes back. */
  isDeletionForgotten(queue: string): boolean;
  /** The caller of the API never hears its answer. */
  isResponseLost(): boolean;
}

/** The name of a command, such as UpdateCommand. */
export const operationOf = (command: unknown): string =>
  typeof command === 'object' && command !== null ? command.constructor.name : '';
