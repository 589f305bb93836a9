import { expect, test } from 'vitest';
import type { DeliveryMessage } from '#core/messages.ts';
import type { RenderRequest } from '#functions/delivery/render.ts';
import { createMessageRenderer } from '#functions/delivery/render-message.ts';

const message: DeliveryMessage = {
  schemaVersion: 1,
  deliveryId: 'd-1',
  channel: 'EMAIL',
  address: 'ada@example.com',
  round: 0,
  locale: 'fr-CA',
  timeZone: 'Europe/Paris',
  request: {
    schemaVersion: 1,
    notificationId: 'n-1',
    templateId: 'TEA_READY',
    recipient: { type: 'EMAIL', identifier: 'ada@example.com' },
    data: { name: 'Ada' },
    priority: 'MEDIUM',
    subject: 'Hi',
    locale: 'de',
    caller: 'c',
    acceptedAt: 0,
    expiresAt: 1,
  },
};

test("renders a delivery's template and data in its reader's language and time zone", () => {
  const requests: RenderRequest[] = [];
  const render = createMessageRenderer((request) => {
    requests.push(request);
    return { kind: 'rendered', content: {} };
  });
  expect(render(message)).toEqual({ kind: 'rendered', content: {} });
  expect(requests).toEqual([
    {
      templateId: 'TEA_READY',
      channel: 'EMAIL',
      data: { name: 'Ada' },
      locale: 'fr-CA',
      timeZone: 'Europe/Paris',
      subject: 'Hi',
    },
  ]);
});
