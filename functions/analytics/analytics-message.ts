import * as z from 'zod';
import { ReplyEvent, StatusEvent } from '#core/event.ts';

/** An event as the events topic carries it. A text that somebody sent back is no notification, and not counted. */
const PublishedEvent = z.object({
  specversion: z.literal('1.0'),
  data: z.union([StatusEvent, ReplyEvent]),
});

/** Asks that what was counted in a place be added up. */
export const RollUpMessage = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('ROLL_UP'),
  hour: z.string().refine((hour) => z.iso.datetime().safeParse(`${hour}:00:00Z`).success),
  shard: z.int().nonnegative(),
});
export type RollUpMessage = z.infer<typeof RollUpMessage>;

/** What comes to the analytics queue. */
export const AnalyticsMessage = z.union([RollUpMessage, PublishedEvent]);
export type AnalyticsMessage = z.infer<typeof AnalyticsMessage>;
