import { timing } from '#core/timing.ts';
import type { Runtime } from '#platform/runtime.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { Invocation } from './invocation.ts';
import type { Wire, WiredService } from './wire.ts';

/** How an invocation ended. */
export type Ending<Result> =
  | { readonly kind: 'returned'; readonly value: Result }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'died' };

/** A container: what a cold start gets to build with. */
export interface Host {
  readonly runtime: Runtime;
  /** The invocation that runs in it now. */
  invocation(): Invocation;
  /** One call of a service, on behalf of that invocation. */
  call(service: WiredService, command: unknown): Promise<unknown>;
}

/** One cold start: returns what handles an event. */
export type ColdStart<Event, Result> = (
  host: Host,
) => (event: Event, invocation: Invocation) => Promise<Result>;

export interface Lambda<Event, Result> {
  invoke(event: Event, onEnd: (ending: Ending<Result>, invocation: Invocation) => void): Invocation;
}

interface LambdaOptions<Event, Result> {
  readonly name: string;
  readonly coldStart: ColdStart<Event, Result>;
  readonly clock: VirtualClock;
  readonly wire: Wire;
  readonly random: Random;
  readonly nextInvocationId: () => number;
}

interface Container<Event, Result> {
  invocation: Invocation | undefined;
  readonly handle: (event: Event, invocation: Invocation) => Promise<Result>;
}

const timeoutMs = timing.functionTimeoutSeconds * 1000;

/** A function: as many containers as run at once, each used again until an invocation dies in it. */
export const createLambda = <Event, Result>(
  options: LambdaOptions<Event, Result>,
): Lambda<Event, Result> => {
  const { name, clock } = options;
  const idle: Container<Event, Result>[] = [];
  /** In the order in which they began, which is that in which their time is up: one timer does for all. */
  const running = new Set<Invocation>();
  let isTimed = false;

  const timeOut = () => {
    for (const invocation of running) {
      const endsAt = invocation.startedAt + timeoutMs;
      if (endsAt > clock.now()) {
        clock.at(endsAt, timeOut);
        return;
      }
      invocation.die();
    }
    isTimed = false;
  };

  const start = (): Container<Event, Result> => {
    const current = (): Invocation => {
      if (container.invocation === undefined)
        throw new Error(`${name} called before its first event`);
      return container.invocation;
    };
    const host: Host = {
      runtime: {
        now: clock.now,
        random: options.random.next,
        randomBytes: options.random.bytes,
        sleep: (milliseconds) => options.wire.sleep(milliseconds, current()),
      },
      invocation: current,
      call: (service, command) => options.wire.call(service, command, current()),
    };
    const container: Container<Event, Result> = {
      invocation: undefined,
      handle: options.coldStart(host),
    };
    return container;
  };

  const invoke: Lambda<Event, Result>['invoke'] = (event, onEnd) => {
    const container = idle.pop() ?? start();
    const end = (state: 'returned' | 'dead', ending: Ending<Result>) => {
      if (invocation.state !== 'running') return;
      invocation.state = state;
      running.delete(invocation);
      // A container in which something died is not used again.
      if (state === 'returned') idle.push(container);
      onEnd(ending, invocation);
    };
    const invocation: Invocation = {
      id: options.nextInvocationId(),
      functionName: name,
      startedAt: clock.now(),
      state: 'running',
      disturbedAt: undefined,
      couldNotPark: false,
      stored: new Set(),
      die: () => end('dead', { kind: 'died' }),
    };
    container.invocation = invocation;
    running.add(invocation);
    if (!isTimed) clock.at(invocation.startedAt + timeoutMs, timeOut);
    isTimed = true;
    container.handle(event, invocation).then(
      (value) => end('returned', { kind: 'returned', value }),
      (error: unknown) => end('returned', { kind: 'threw', error }),
    );
    return invocation;
  };

  return { invoke };
};
