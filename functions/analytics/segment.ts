import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { type CellKey, cellKey } from './cell.ts';
import type { Mark, MarkId } from './count-event.ts';

/** What was counted, by whom: cells, and in each the ids of what counts. A set: order and repeats mean nothing. */
export type Segment = ReadonlyMap<CellKey, ReadonlySet<MarkId>>;

/** Where counts are added up: an hour of UTC, 2026-11-23T15, and a part of all ids. */
export interface Place {
  readonly hour: string;
  readonly shard: number;
}

const idLength = 12;
const isoHourLength = 13;

/** The hour that something falls into. */
export const hourOf = (at: number): string => new Date(at).toISOString().slice(0, isoHourLength);

/** When an hour began: milliseconds since 1970. */
export const startOf = (hour: string): number => Date.parse(`${hour}:00:00Z`);

/** A batch's marks by their places; the shard is the id's own, so that a repeat comes to where the first is. */
export const toSegments = (
  marks: readonly Mark[],
  shards: number,
): readonly { readonly place: Place; readonly segment: Segment }[] => {
  const byPlace = Map.groupBy(marks, ({ at, id }) => `${hourOf(at)}#${shardOf(id, shards)}`);
  return [...byPlace.values()].flatMap((there) => {
    const [first] = there;
    if (first === undefined) return [];
    const segment = new Map<CellKey, Set<MarkId>>();
    for (const { cell, id } of there) {
      const key = cellKey(cell);
      const ids = segment.get(key) ?? new Set();
      segment.set(key, ids.add(id));
    }
    return [{ place: { hour: hourOf(first.at), shard: shardOf(first.id, shards) }, segment }];
  });
};

function shardOf(id: MarkId, shards: number): number {
  return Buffer.from(id, 'base64url').readUInt32BE(0) % shards;
}

/** How often each cell was counted. */
export type Counts = ReadonlyMap<CellKey, number>;

/**
 * What segments come to: every id once, in whichever of its cells sorts first. So any split of the same events
 * into segments, in any order and with any repeats, comes to the same.
 */
export const foldSegments = (
  segments: Iterable<Segment>,
): { readonly counts: Counts; readonly ids: number } => {
  const cells = new Map<MarkId, CellKey>();
  for (const segment of segments) {
    for (const [key, ids] of segment) {
      for (const id of ids) {
        const other = cells.get(id);
        if (other === undefined || key < other) cells.set(id, key);
      }
    }
  }
  const counts = new Map<CellKey, number>();
  for (const key of cells.values()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return { counts, ids: cells.size };
};

const WrittenSegment = z.array(z.tuple([z.string(), z.string()]));
const WrittenCounts = z.array(z.tuple([z.string(), z.int().nonnegative()]));

/** A segment in as few bytes as it takes: about nine an id. The same segment is written the same. */
export const encodeSegment = (segment: Segment): Uint8Array =>
  deflated([...segment].map(([key, ids]) => [key, [...ids].sort().join('')] as const));

/** Reads what encodeSegment wrote. */
export const decodeSegment = (bytes: Uint8Array): Segment =>
  new Map(
    WrittenSegment.parse(inflated(bytes)).map(([key, ids]) => [
      key,
      new Set(
        Array.from({ length: ids.length / idLength }, (_, position) =>
          ids.slice(position * idLength, (position + 1) * idLength),
        ),
      ),
    ]),
  );

/** Counts in as few bytes as they take. */
export const encodeCounts = (counts: Counts): Uint8Array => deflated([...counts]);

/** Reads what encodeCounts wrote. */
export const decodeCounts = (bytes: Uint8Array): Counts =>
  new Map(WrittenCounts.parse(inflated(bytes)));

function deflated(entries: readonly (readonly [CellKey, unknown])[]): Uint8Array {
  const inOrder = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return deflateRawSync(JSON.stringify(inOrder));
}

function inflated(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes).toString('utf8'));
}
