import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';

/** What an answer says of the limit, as draft-ietf-httpapi-ratelimit-headers writes it. */
export type RateHeaders = Readonly<Record<string, string>>;

/** Counts what a caller sends, and refuses what goes beyond their share of a minute. */
export type CallerLimit = (caller: string, sends: number) => Promise<RateHeaders>;

const windowSeconds = 60;
const Counted = z.object({ used: z.number() });

interface CallerLimitDeps {
  readonly dynamo: DynamoDBDocumentClient;
  /** Powertools' idempotency table: what is in it goes by itself. */
  readonly table: string;
  /** Sends that a caller may make in a minute; undefined for any number, and then nothing is written. */
  readonly perMinute: number | undefined;
  readonly now: () => number;
  /** Told when nothing could be counted. */
  readonly onError: (error: unknown) => void;
}

/**
 * One item for each caller and minute, counted up by one write a call: a batch counts each of its sends, and a
 * repeat under its Idempotency-Key counts as any call does. Where nothing can be counted, nobody is refused: a
 * limit protects those behind it, and is no reason to lose what is to be told.
 *
 * @throws TOO_MANY_REQUESTS with Retry-After, having stored nothing but the count.
 */
export const createCallerLimit =
  ({ dynamo, table, perMinute, now, onError }: CallerLimitDeps): CallerLimit =>
  async (caller, sends) => {
    if (perMinute === undefined) return {};
    const seconds = Math.floor(now() / 1000);
    const leftSeconds = windowSeconds - (seconds % windowSeconds);
    let used: number;
    try {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: keyOf(caller, Math.floor(seconds / windowSeconds)) },
          UpdateExpression: 'ADD used :sends SET expiration = :expiration',
          ExpressionAttributeValues: { ':sends': sends, ':expiration': seconds + 3_600 },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      used = Counted.parse(Attributes).used;
    } catch (error) {
      onError(error);
      return {};
    }
    const remaining = Math.max(0, perMinute - used);
    const headers = {
      'ratelimit-policy': `"caller";q=${perMinute};w=${windowSeconds}`,
      ratelimit: `"caller";r=${remaining};t=${leftSeconds}`,
    };
    if (used <= perMinute) return headers;
    throw new ProblemError(
      'TOO_MANY_REQUESTS',
      `${caller} has sent ${perMinute} notifications in this minute, as many as it may. ` +
        `Try again in ${leftSeconds} s; a batch counts each of its sends.`,
      { headers: { ...headers, 'retry-after': String(leftSeconds) } },
    );
  };

function keyOf(caller: string, minute: number): string {
  return `caller-limit#${createHash('sha256').update(caller).digest('base64url')}#${minute}`;
}
