import { base36 } from '#core/ids.ts';
import { isoTime } from '#core/instant.ts';
import type { CloudEvent } from '#functions/event-hooks/cloud-event.ts';

/** The type of a test event; nobody has to ask for it. */
const pingType = 'herald.webhook.ping';

/** A test event, unlike any other. */
export const pingEvent = (webhookId: string, at: number, randomBytes: Uint8Array): CloudEvent => ({
  specversion: '1.0',
  id: `ping.${base36(randomBytes)}`,
  source: 'herald',
  type: pingType,
  subject: webhookId,
  time: isoTime(at),
  datacontenttype: 'application/json',
  data: { webhookId },
});
