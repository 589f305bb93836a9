import type { Attempt } from '../judge/tales.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { CallFault, Faults } from '../weather/faults.ts';
import { keepsFromParking } from '../weather/keeps-from-parking.ts';
import { AwsError, MalformedRequestError, timedOut } from './aws-errors.ts';
import { ExpressionError } from './expressions/expression-error.ts';
import type { Invocation } from './invocation.ts';

/** Answers one command; in a partial answer some entries of a batch are left out. */
export type Execute = (
  command: unknown,
  isPartial: boolean,
  attempt: Attempt | undefined,
) => unknown;

export type ServiceName =
  | 'dynamo'
  | 'sqs'
  | 'sns'
  | 'scheduler'
  | 'secrets'
  | 'ses'
  | 'ses-elsewhere'
  | 'sms'
  | 'sms-by-sns'
  | 'push'
  | 'webhook'
  | 'receiver';

/** A service as the wire reaches it. */
export interface WiredService {
  readonly name: ServiceName;
  readonly execute: Execute;
  /** Told when a call to a provider goes out. */
  readonly started?: (command: unknown, invocation: Invocation) => Attempt | undefined;
  /** From..to: the usual time of an answer. */
  readonly latencyMs: readonly [number, number];
  /** From..to: when a client gives up waiting. */
  readonly timeoutMs: readonly [number, number];
  /** How it says no for now. */
  readonly refusals: readonly (readonly [name: string, status: number])[];
}

/** Carries calls between an invocation and a service, and loses some. */
export interface Wire {
  call(service: WiredService, command: unknown, invocation: Invocation): Promise<unknown>;
  sleep(milliseconds: number, invocation: Invocation): Promise<void>;
  /** How many there were so far. */
  calls(): number;
}

interface WireOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly faults: Faults;
  readonly onMalformed: (error: Error, command: unknown) => void;
  readonly onFault: (fault: CallFault, service: ServiceName, command: unknown) => void;
}

/** How long after its caller has given up a request may still arrive. */
const latestEffectMs = 2_000;

export const createWire = (options: WireOptions): Wire => {
  const { clock, random, faults, onMalformed, onFault } = options;
  let calls = 0;
  const within = ([from, to]: readonly [number, number]) => random.between(from, to);

  const disturb = (invocation: Invocation, command: unknown) => {
    invocation.disturbedAt = clock.now();
    invocation.couldNotPark ||= keepsFromParking(command);
  };

  const execute = (
    service: WiredService,
    command: unknown,
    isPartial: boolean,
    attempt: Attempt | undefined,
  ) => {
    try {
      return service.execute(command, isPartial, attempt);
    } catch (error) {
      if (error instanceof MalformedRequestError || error instanceof ExpressionError)
        onMalformed(error, command);
      throw error;
    }
  };

  /** Most calls meet no fault. */
  const answered = (
    service: WiredService,
    command: unknown,
    invocation: Invocation,
    attempt: Attempt | undefined,
  ) =>
    new Promise<unknown>((resolve, reject) => {
      clock.after(within(service.latencyMs), () => {
        // What has been sent arrives, whether or not its sender still lives.
        let result: unknown;
        try {
          result = execute(service, command, false, attempt);
        } catch (error) {
          if (invocation.state !== 'dead') reject(error);
          return;
        }
        if (invocation.state !== 'dead') resolve(result);
      });
    });

  const call = (service: WiredService, command: unknown, invocation: Invocation) => {
    // Nothing that a dead invocation still does is heard, and nothing answers it.
    if (invocation.state === 'dead') return new Promise<never>(() => {});
    calls += 1;
    const fault = faults.onCall(service.name, command, invocation);
    if (fault !== 'none') {
      onFault(fault, service.name, command);
      if (fault !== 'slow') disturb(invocation, command);
    }
    if (fault === 'killed-before') {
      invocation.die();
      return new Promise<never>(() => {});
    }
    const attempt = service.started?.(command, invocation);
    if (fault === 'none') return answered(service, command, invocation, attempt);
    const run = (isPartial: boolean) => execute(service, command, isPartial, attempt);

    return new Promise<unknown>((resolve, reject) => {
      const answer = (result: () => unknown) => {
        if (invocation.state === 'dead') return;
        try {
          resolve(result());
        } catch (error) {
          reject(error);
        }
      };
      /** The effect, and its answer to nobody. */
      const unheard = () => {
        try {
          run(false);
        } catch {
          // Who would have been told is not there any more.
        }
      };
      // What is slow is answered all the same, before its caller gives up.
      const [usual] = service.latencyMs;
      const latency = within(fault === 'slow' ? [usual, service.timeoutMs[0]] : service.latencyMs);
      switch (fault) {
        case 'refused': {
          const [name, status] = random.pick(service.refusals);
          if (attempt !== undefined) attempt.wasRefused = true;
          clock.after(latency, () => answer(() => raise(new AwsError(name, status))));
          break;
        }
        case 'lost-request':
          clock.after(within(service.timeoutMs), () => answer(() => raise(timedOut())));
          break;
        case 'lost-answer': {
          const timeout = within(service.timeoutMs);
          attempt?.answerLost();
          clock.after(random.between(latency, timeout + latestEffectMs), unheard);
          clock.after(timeout, () => answer(() => raise(timedOut())));
          break;
        }
        case 'repeated':
          clock.after(latency, unheard);
          clock.after(2 * latency + 50, () => answer(() => run(false)));
          break;
        case 'killed-after':
          clock.after(latency, () => {
            unheard();
            invocation.die();
          });
          break;
        default:
          clock.after(latency, () => {
            // What has been sent arrives, whether or not its sender still lives.
            let result: unknown;
            try {
              result = run(fault === 'partial');
            } catch (error) {
              if (invocation.state !== 'dead') reject(error);
              return;
            }
            if (invocation.state !== 'dead') resolve(result);
          });
      }
    });
  };

  const sleep = (milliseconds: number, invocation: Invocation) =>
    new Promise<void>((resolve) => {
      clock.after(Math.ceil(milliseconds), () => {
        if (invocation.state !== 'dead') resolve();
      });
    });

  return { call, sleep, calls: () => calls };
};

function raise(error: Error): never {
  throw error;
}
