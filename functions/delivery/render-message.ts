import type { DeliveryMessage } from '#core/messages.ts';
import type { Render, Rendered } from './render.ts';

/** Renders what a delivery message asks for, in its reader's language and time zone. */
export const createMessageRenderer =
  (render: Render) =>
  ({ channel, locale, timeZone, request }: DeliveryMessage): Rendered => {
    const { templateId, data, subject } = request;
    return render({ templateId, channel, data, locale, timeZone, subject });
  };
