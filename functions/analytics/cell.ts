import * as z from 'zod';

/** What is counted. */
export const measures = [
  'accepted',
  'skipped',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'opened',
  'clicked',
  'read',
  'unsubscribed',
  'failed',
  'expired',
] as const;
export type Measure = (typeof measures)[number];

/** By what it is counted; empty where something has none. */
export const dimensions = ['templateId', 'category', 'variant', 'channel', 'provider'] as const;
export type Dimension = (typeof dimensions)[number];

/** One thing that is counted apart from all others; within a day, a cell is all that there is. */
export interface Cell extends Readonly<Record<Dimension, string>> {
  readonly measure: Measure;
  /** Of what was skipped, the reason; of what was sent or delivered, the bucket of its latency. */
  readonly detail: string;
}

/** A cell as it is written. */
export type CellKey = string;

const Key = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.enum(measures),
  z.string(),
]);

/** A cell as it is written: in an order that does not depend on who writes it. */
export const cellKey = (cell: Cell): CellKey =>
  JSON.stringify([...dimensions.map((name) => cell[name]), cell.measure, cell.detail]);

/** Reads what cellKey wrote. */
export const parseCellKey = (key: CellKey): Cell => {
  const [templateId, category, variant, channel, provider, measure, detail] = Key.parse(
    JSON.parse(key),
  );
  return { templateId, category, variant, channel, provider, measure, detail };
};
