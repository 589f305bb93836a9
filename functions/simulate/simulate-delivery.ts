import { maskAddress } from '#core/address.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import { estimateCost } from '#core/prices.ts';
import { smsParts } from '#core/sms-parts.ts';
import type { ContentSources } from '#core/template.ts';
import { plainText } from '#functions/channels/sms/plain-text.ts';
import type { Render } from '#functions/delivery/render.ts';
import { toRenderRequest } from '#functions/delivery/to-render-request.ts';
import type { SimulatedDelivery } from './simulation.ts';

/** DynamoDB writes by the KB, and an inbox item holds some ids beside its content. */
const writeUnitBytes = 1_024;
const inboxItemIdBytes = 300;

/** What a person would get by one delivery, and what that would cost. */
export const simulateDelivery = (message: DeliveryMessage, render: Render): SimulatedDelivery => {
  const { channel } = message;
  const address = maskAddress(message.address);
  const rendered = render(toRenderRequest(message));
  if (rendered.kind === 'failed') return { channel, address, renderingError: rendered.detail };
  const content = contentAsSent(message, rendered.content);
  if (channel !== 'SMS') {
    const units = channel === 'IN_APP' ? writeUnitsOf(content) : 1;
    return { channel, address, content, estimatedCost: estimateCost(channel, units) };
  }
  const parts = smsParts(content.text ?? '');
  const estimatedCost = estimateCost(channel, parts.parts);
  return { channel, address, content, smsParts: parts, estimatedCost };
};

/** SMS goes out in the phones' own alphabet where that is possible. */
function contentAsSent({ channel }: DeliveryMessage, content: ContentSources): ContentSources {
  return channel === 'SMS' ? { ...content, text: plainText(content.text ?? '') } : content;
}

function writeUnitsOf(content: ContentSources): number {
  const bytes = Object.values(content).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return Math.ceil((bytes + inboxItemIdBytes) / writeUnitBytes);
}
