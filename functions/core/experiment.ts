import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Instant } from './instant.ts';

/** A variant's name: it becomes part of what is recorded with each notification, so it is short. */
export const VariantName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'must be lower case letters, digits, - or _, at most 32');

/** One of the versions that an experiment compares, and its share of the recipients relative to the others. */
export const Variant = z.strictObject({
  name: VariantName,
  version: z.int().positive().max(99_999_999),
  weight: z.number().positive().max(1000),
});
export type Variant = z.infer<typeof Variant>;

/** Versions of a template that are sent side by side, to find out which one does best. */
export const Experiment = z.strictObject({
  /** Of this run: who gets what in it has nothing to do with any other. */
  experimentId: z.string(),
  variants: z.array(Variant).min(2).max(5),
  startedAt: Instant,
  /** The caller's account and role. */
  startedBy: z.string(),
});
export type Experiment = z.infer<typeof Experiment>;

const idLength = 8;

/** The id of an experiment: another one whenever another begins, and short, for every notification carries it. */
export const experimentIdOf = (
  templateId: string,
  startedAt: number,
  variants: readonly Variant[],
): string =>
  createHash('sha256')
    .update(JSON.stringify([templateId, startedAt, variants]))
    .digest('hex')
    .slice(0, idLength);

/** Which variant of which experiment a notification was sent by. */
export interface VariantOf {
  readonly experimentId: string;
  readonly variant: string;
}

/** Both in one word, as records, events and counts have it. */
export const variantTag = ({ experimentId, variant }: VariantOf): string =>
  `${experimentId}.${variant}`;

/** Reads what variantTag wrote. */
export const parseVariantTag = (tag: string): VariantOf => {
  const [experimentId = '', variant = ''] = tag.split('.');
  return { experimentId, variant };
};
