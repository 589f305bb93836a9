import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyPersistenceLayerError,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { ProblemError } from '#core/problem.ts';
import type { HttpResponse } from '#platform/route.ts';

/** An answer is kept a little longer than the day that invariant 2 promises. */
const keptSeconds = 25 * 3600;

/** Whose key it is: the same key of another caller, or for another route, is another key. */
export interface KeyedRequest {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
  readonly body: unknown;
}

/** Runs an operation once per key, and answers repeats with what the first run answered. */
export interface Idempotency {
  run(request: KeyedRequest, operation: () => Promise<HttpResponse>): Promise<HttpResponse>;
  /** To be told of every invocation: it bounds how long a crashed run blocks its key. */
  onInvocation(context: Context): void;
}

/**
 * Powertools idempotency at the door. An operation that throws binds no key; a crashed one frees it
 * when its invocation could last no longer.
 */
export const createIdempotency = (dynamo: DynamoDBClient, tableName: string): Idempotency => {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'id',
    payloadValidationJmesPath: 'body',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: keptSeconds,
  });
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: dynamo });
  const runOnce = makeIdempotent(
    (_: StoredKey, operation: () => Promise<HttpResponse>) => operation(),
    { persistenceStore, config, keyPrefix: 'door' },
  );
  return {
    onInvocation: (context) => config.registerLambdaContext(context),
    run: async ({ caller, route, key, body }, operation) => {
      try {
        return await runOnce({ id: [caller, route, key], body }, operation);
      } catch (error) {
        throw asProblem(error);
      }
    },
  };
};

/** What Powertools hashes: the key, and the body that it must come with again. */
interface StoredKey {
  readonly id: readonly string[];
  readonly body: unknown;
}

function asProblem(error: unknown): unknown {
  if (error instanceof IdempotencyAlreadyInProgressError) {
    return new ProblemError(
      'IN_FLIGHT',
      'The first request with this Idempotency-Key has not been answered yet. Try again in a second.',
      { headers: { 'retry-after': '1' }, cause: error },
    );
  }
  if (error instanceof IdempotencyValidationError) {
    return new ProblemError(
      'KEY_REUSED',
      'This Idempotency-Key came with another body before. Use a new key for a new notification.',
      { cause: error },
    );
  }
  if (error instanceof IdempotencyPersistenceLayerError) {
    return new ProblemError(
      'UNAVAILABLE',
      'The Idempotency-Key could not be looked up, so nothing is promised. Try again with the same key.',
      { cause: error },
    );
  }
  return error;
}
