import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { onlyIf } from '#platform/only-if.ts';
import { dayKey, readCells } from './counts-reader.ts';
import {
  type Counts,
  decodeSegment,
  encodeCounts,
  encodeSegment,
  type Place,
  type Segment,
  startOf,
} from './segment.ts';

const dayMs = 86_400_000;

/** How old an event may be and still be counted: a queue keeps it for 4 days, a DLQ for 14, and a redrive for 4 again. */
export const countedForMs = 30 * dayMs;

/** Counts of an hour are added up anew from its segments: while any event is counted, all of them must be there. */
const segmentsKeptMs = countedForMs + 5 * dayMs;

/** The Analytics table as it is written: segments as they come, and what they come to. */
export interface AnalyticsTable {
  /** Writes a segment; the same one again is the same item. */
  addSegment(place: Place, segment: Segment): Promise<void>;
  /** Every segment of a place whose writing had ended before this began; each is unpacked when it is looked at. */
  segmentsOf(place: Place): Promise<Iterable<Segment>>;
  /** Writes what a place comes to, unless something stands there that more had been counted for. */
  putCounts(place: Place, counts: Counts, ids: number): Promise<void>;
}

/** The table through DynamoDB; what days come to is kept for `keptDays`. */
export const createAnalyticsTable = (
  dynamo: DynamoDBDocumentClient,
  table: string,
  keptDays: number,
): AnalyticsTable => {
  return {
    addSegment: async (place, segment) => {
      const cells = encodeSegment(segment);
      const sk = createHash('sha256').update(cells).digest('base64url').slice(0, 22);
      const ttl = ttlOf(place, segmentsKeptMs);
      const Item = { pk: segmentsKey(place), sk, cells, ttl };
      await dynamo.send(new PutCommand({ TableName: table, Item }));
    },
    segmentsOf: async (place) => {
      // What was written before must be seen: nobody might look again.
      const written = await readCells(dynamo, table, segmentsKey(place), { consistent: true });
      return unpacked(written);
    },
    putCounts: async (place, counts, ids) => {
      const [day = '', hour] = place.hour.split('T');
      const ttl = ttlOf(place, keptDays * dayMs);
      const Item = {
        pk: dayKey(day),
        sk: `${hour}#${place.shard}`,
        cells: encodeCounts(counts),
        ids,
        ttl,
      };
      await onlyIf(() =>
        dynamo.send(
          new PutCommand({
            TableName: table,
            Item,
            ConditionExpression: 'attribute_not_exists(ids) OR ids <= :ids',
            ExpressionAttributeValues: { ':ids': ids },
          }),
        ),
      );
    },
  };
};

function* unpacked(written: readonly Uint8Array[]): Generator<Segment> {
  for (const bytes of written) yield decodeSegment(bytes);
}

function segmentsKey({ hour, shard }: Place): string {
  return `SEGMENTS#${hour}#${shard}`;
}

function ttlOf({ hour }: Place, keptMs: number): number {
  return Math.ceil((startOf(hour) + keptMs) / 1000);
}
