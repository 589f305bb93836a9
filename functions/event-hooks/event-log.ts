import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Instant } from '#core/instant.ts';
import { CloudEvent, messageIdOf } from './cloud-event.ts';
import { positionAt, readTimeline, timelineKey } from './timeline.ts';

const timeline = 'EVENTS';

/** For how long events can be replayed, and deliveries be read. */
export const keptDays = 14;
export const keptMs = keptDays * 86_400_000;

/** When what is written now is to be deleted, in seconds since 1970. */
export const ttlOf = (at: number): number => Math.ceil((at + keptMs) / 1000);

/** An event with the time at which it was first had here. */
export interface LoggedEvent {
  readonly loggedAt: number;
  readonly event: CloudEvent;
}

/** As it is kept: a text, for not everything that is JSON is an attribute, such as a number of 200 digits. */
const LoggedItem = z.object({
  loggedAt: Instant,
  event: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(CloudEvent),
});

/** A stretch of the log, both ends included, from behind where an earlier page ended. */
interface LogStretch {
  readonly from: number;
  readonly to: number;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Every event of the last two weeks, as long as there is anybody to replay it to. */
export interface EventLog {
  /** Writes an event; the same event had at the same time is written once. */
  add(entry: LoggedEvent): Promise<void>;
  read(
    stretch: LogStretch,
  ): Promise<{ readonly entries: readonly LoggedEvent[]; readonly next?: string }>;
}

/** The log in the EventHooks table. */
export const createEventLog = (dynamo: DynamoDBDocumentClient, table: string): EventLog => ({
  add: async ({ loggedAt, event }) => {
    await dynamo.send(
      new PutCommand({
        TableName: table,
        Item: {
          ...timelineKey(timeline, loggedAt, messageIdOf(event)),
          loggedAt,
          event: JSON.stringify(event),
          ttl: ttlOf(loggedAt),
        },
      }),
    );
  },
  read: async ({ from, to, after, limit }) => {
    const { items, next } = await readTimeline(dynamo, table, {
      timeline,
      after: after ?? positionAt(from),
      before: positionAt(to + 1),
      limit,
    });
    const entries = z.array(LoggedItem).parse(items);
    return next === undefined ? { entries } : { entries, next };
  },
});
