import * as z from 'zod';
import { ReplyEvent, StatusEvent } from '#core/event.ts';

/** A message of the events topic, as far as the judges look at it. */
export const StatusOrReply = z.object({ data: z.union([StatusEvent, ReplyEvent]) });
