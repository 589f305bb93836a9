import type { DeliveryMessage } from '#core/messages.ts';
import type { RenderRequest } from './render.ts';

/** What a delivery is rendered from. */
export const toRenderRequest = ({
  channel,
  locale,
  timeZone,
  request,
}: DeliveryMessage): RenderRequest => ({
  templateId: request.templateId,
  channel,
  locale,
  timeZone,
  data: request.data,
  subject: request.subject,
});
