import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * An event as the events topic carries it, as far as it is looked at here: all the rest is passed on as it
 * came.
 */
export const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(512),
  type: z.string().min(1).max(128),
  data: z.looseObject({
    channel: z.string().optional(),
    templateId: z.string().optional(),
  }),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** What a body is that holds one: structured mode. */
export const cloudEventsMediaType = 'application/cloudevents+json';

/**
 * The webhook-id of an event: the same however often it is posted. Standard Webhooks allows no full stop in
 * it, of which an event's own id has some, and whatever a provider calls a reply besides.
 */
export const messageIdOf = ({ id }: Pick<CloudEvent, 'id'>): string =>
  `evt_${createHash('sha256').update(id).digest('base64url').slice(0, 32)}`;
