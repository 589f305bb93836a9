import type * as z from 'zod';
import type { Speed } from '#core/priority.ts';
import type { ProviderRetryPolicies, RetryPolicies } from '#core/retry-policy.ts';
import type { Runtime } from './runtime.ts';

/** A message as it was received, and what SQS knows of it. */
export interface Received<Message> {
  readonly message: Message;
  readonly messageId: string;
  /** 1 at the first receive. */
  readonly receiveCount: number;
  /** Milliseconds since 1970. */
  readonly firstReceivedAt: number;
}

/** What became of one message; `event` is a past-tense name for the log line. */
export type MessageResult =
  /** Finished: it is deleted. */
  | { readonly kind: 'done'; readonly event: string; readonly ids: LogIds }
  /** It comes back after so many seconds; by the retry policy where none are given. */
  | {
      readonly kind: 'retry';
      readonly event: string;
      readonly ids: LogIds;
      readonly afterSeconds?: number;
      readonly error?: unknown;
    };

/** Ids and codes only: never an address, content or a token. */
export type LogIds = Readonly<Record<string, string | number | undefined>>;

/** The part of every worker's environment that the queue shell reads itself. */
export interface QueueWorkerEnv {
  readonly RETRY_POLICIES: RetryPolicies;
  readonly PROVIDER_RETRY_POLICIES?: ProviderRetryPolicies;
}

/** A queue's consumer, as the queue shell runs it and the fault simulation does. */
export interface QueueWorker<Message, Env extends QueueWorkerEnv, Clients, Deps> {
  readonly env: z.ZodType<Env>;
  readonly message: z.ZodType<Message>;
  /** Makes the clients, once per container. */
  readonly clients: (env: Env) => Clients;
  /** Makes what `handle` and `park` need, once per container. */
  readonly build: (env: Env, clients: Clients, runtime: Runtime) => Deps;
  readonly speedOf: (message: Message) => Speed;
  /** Whether each message that is done is a line of the log; where it is not, each batch is. */
  readonly logsEachMessage?: boolean;
  /** Batch in, batch out: one result per message, in order. A throw means that all are retried. */
  readonly handle: (
    batch: readonly Received<Message>[],
    deps: Deps,
  ) => Promise<readonly MessageResult[]>;
  /** Records PARKED, with its cause, before SQS moves the message to the DLQ. */
  readonly park: (message: Message, cause: string, deps: Deps) => Promise<void>;
}

/** Infers the types of a worker from its parts. */
export const queueWorker = <Message, Env extends QueueWorkerEnv, Clients, Deps>(
  worker: QueueWorker<Message, Env, Clients, Deps>,
): QueueWorker<Message, Env, Clients, Deps> => worker;
