import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { concurrently } from '#platform/concurrently.ts';

/** A partition takes 1,000 writes a second; one more digit is another format. */
const shards = 8;

/** The key of an entry: the same entry always has the same. */
export const timelineKey = (timeline: string, at: number, id: string) => {
  const [first = 0] = createHash('sha256').update(id).digest();
  return { pk: partitionOf(timeline, first % shards), sk: `${timeOf(at)}_${id}` };
};

/** What stands before every entry of a point in time, and after every one of those before it. */
export const positionAt = (at: number): string => timeOf(at);

/** A stretch of a timeline: both ends excluded, as keys or positions. */
interface Stretch {
  readonly timeline: string;
  readonly after: string;
  readonly before: string;
  readonly limit: number;
  readonly isNewestFirst?: boolean;
}

/** Part of a timeline, in order; `next` is the last entry's key where there may be more. */
export interface TimelinePage {
  readonly items: readonly TimelineItem[];
  readonly next?: string;
}

const TimelineItem = z.looseObject({ sk: z.string() });
export type TimelineItem = z.infer<typeof TimelineItem>;

/** Reads entries of every shard, and merges them by time. */
export const readTimeline = async (
  dynamo: DynamoDBDocumentClient,
  table: string,
  { timeline, after, before, limit, isNewestFirst = false }: Stretch,
): Promise<TimelinePage> => {
  // BETWEEN with its ends the wrong way round is an error.
  if (after >= before) return { items: [] };
  const parts = await concurrently([...Array(shards).keys()], async (shard) => {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :before',
        ExpressionAttributeValues: {
          ':pk': partitionOf(timeline, shard),
          ':after': after,
          ':before': before,
        },
        ScanIndexForward: !isNewestFirst,
        // One for each end, which is not wanted.
        Limit: limit + 2,
      }),
    );
    return { items: z.array(TimelineItem).parse(Items), hasMore: LastEvaluatedKey !== undefined };
  });
  const isFirst = (a: string, b: string) => (isNewestFirst ? a > b : a < b);
  // A shard that has more says nothing of what comes after its last.
  const isKnown = ({ sk }: TimelineItem) =>
    parts.every(({ items, hasMore }) => !hasMore || !isFirst(items.at(-1)?.sk ?? sk, sk));
  const all = parts.flatMap(({ items }) => items);
  const known = all
    .filter((item) => item.sk !== after && item.sk !== before && isKnown(item))
    .toSorted((a, b) => (isFirst(a.sk, b.sk) ? -1 : 1));
  const items = known.slice(0, limit);
  const isWhole = known.length <= limit && parts.every(({ hasMore }) => !hasMore);
  const last = items.at(-1);
  return isWhole || last === undefined ? { items } : { items, next: last.sk };
};

function partitionOf(timeline: string, shard: number): string {
  return `${timeline}#${shard}`;
}

/** 13 digits last until 2286. */
function timeOf(at: number): string {
  return String(at).padStart(13, '0');
}
