import * as z from 'zod';
import { eventTypes } from '#core/event-type.ts';
import { isoTime } from '#core/instant.ts';
import { TemplateId } from '#core/template.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';
import {
  DisabledCause,
  type EventHook,
  EventHookId,
  type EventHookSettings,
} from '#functions/event-hooks/event-hook.ts';
import { checkWebhookUrl, WebhookUrl } from '#functions/webhooks/webhook-url.ts';

const EventType = z.enum(eventTypes).meta({
  id: 'EventType',
  description: 'The CloudEvents type of an event, as it is published.',
});

/** What a list may hold that names each thing once. */
const mostNamed = 100;
const filter = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .min(1)
    .max(mostNamed)
    .refine((items) => new Set(items).size === items.length, 'must name each once');

/** A receiver as its owner writes it. */
export const WebhookRequest = z
  .strictObject({
    url: WebhookUrl,
    events: filter(EventType).optional().meta({ description: 'All, where it is absent.' }),
    channels: filter(ChannelEnum).optional().meta({ description: 'All, where it is absent.' }),
    templateIds: filter(TemplateId)
      .optional()
      .meta({ description: 'All, where it is absent; replies are of no template.' }),
    enabled: z.boolean().default(true),
  })
  .meta({
    id: 'WebhookRequest',
    description:
      "A receiver of the company's own, and which events it wants: what fits every filter.",
  });
export type WebhookRequest = z.infer<typeof WebhookRequest>;

/** A receiver as it is read. */
export const WebhookView = z
  .object({
    webhookId: EventHookId,
    url: z.string(),
    events: z.array(EventType).optional(),
    channels: z.array(ChannelEnum).optional(),
    templateIds: z.array(TemplateId).optional(),
    enabled: z.boolean(),
    disabledAt: z.iso.datetime().optional(),
    disabledCause: DisabledCause.optional(),
    failingSince: z.iso
      .datetime()
      .optional()
      .meta({ description: 'That it fails, and has not taken anything since.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook', description: "A receiver of the company's own." });

/** All receivers, by page. */
export const WebhookPage = z
  .object({ items: z.array(WebhookView), cursor: z.string().optional() })
  .meta({ id: 'WebhookPage', description: 'A page of webhooks.' });

/** What a request says, its URL as it is kept; or the problem with the URL. */
export const toSettings = (request: WebhookRequest, allowLoopback: boolean): EventHookSettings => {
  const { url, events, channels, templateIds, enabled } = request;
  return {
    url: checkWebhookUrl(url, allowLoopback, '/url'),
    enabled,
    ...(events === undefined ? {} : { events }),
    ...(channels === undefined ? {} : { channels }),
    ...(templateIds === undefined ? {} : { templateIds }),
  };
};

/** A receiver as it is read. */
export const toWebhookView = (hook: EventHook): z.infer<typeof WebhookView> => {
  const { health, disabled, secretVersions: _, createdAt, updatedAt, ...said } = hook;
  return WebhookView.parse({
    ...said,
    ...(disabled === undefined
      ? {}
      : { disabledAt: isoTime(disabled.at), disabledCause: disabled.cause }),
    ...(health === undefined ? {} : { failingSince: isoTime(health.failingSince) }),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  });
};
