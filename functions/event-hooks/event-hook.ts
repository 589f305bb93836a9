import * as z from 'zod';
import { Instant } from '#core/instant.ts';
import { WebhookSecretVersions } from '#core/recipient.ts';
import type { CloudEvent } from './cloud-event.ts';
import { HookHealth } from './hook-health.ts';

/** Whk and 16 random bytes in base 36. */
export const EventHookId = z
  .string()
  .regex(/^whk_[0-9a-z]{25}$/, 'must be a webhookId')
  .meta({ id: 'WebhookId', examples: ['whk_0c3f9x7k2m5p8r1t4v6y9b2d5'] });

/** Why Herald stopped calling a receiver by itself. */
export const DisabledCause = z.enum(['FAILING', 'GONE']).meta({
  id: 'WebhookDisabledCause',
  description: 'FAILING: nothing but failures for a day. GONE: it answered 410.',
});
export type DisabledCause = z.infer<typeof DisabledCause>;

/** A receiver of the company's own, and which events it wants: all, where it names none. */
export const EventHook = z.object({
  webhookId: EventHookId,
  url: z.string(),
  events: z.array(z.string()).optional(),
  channels: z.array(z.string()).optional(),
  templateIds: z.array(z.string()).optional(),
  enabled: z.boolean(),
  /** Where it was Herald that disabled it. */
  disabled: z.object({ at: Instant, cause: DisabledCause }).optional(),
  health: HookHealth.optional(),
  /** Absent until it is first rotated. */
  secretVersions: WebhookSecretVersions.optional(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type EventHook = z.infer<typeof EventHook>;

/** What its owner says of a receiver. */
export type EventHookSettings = Pick<
  EventHook,
  'url' | 'events' | 'channels' | 'templateIds' | 'enabled'
>;

/** Whether a receiver wants an event; what it filters by an event must have. */
export const isWanted = (
  { events, channels, templateIds }: Pick<EventHookSettings, 'events' | 'channels' | 'templateIds'>,
  { type, data }: CloudEvent,
): boolean =>
  fits(events, type) && fits(channels, data.channel) && fits(templateIds, data.templateId);

function fits(wanted: readonly string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}
