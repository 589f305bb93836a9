import { expect } from 'vitest';
import { hashAddress, maskAddress } from '#core/address.ts';
import type { Category } from '#core/category.ts';
import { deliveryId, deliveryKey, randomNotificationId } from '#core/ids.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { RetryPolicy } from '#core/retry-policy.ts';
import type { ContentSources } from '#core/template.ts';
import type { Channel, Send } from '#functions/channels/channel.ts';
import { deliver } from '#functions/delivery/deliver.ts';
import type { DeliverDeps } from '#functions/delivery/deliver-deps.ts';
import { createDeliveryStore } from '#functions/delivery/delivery-store.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import { categories } from '#templates/categories.ts';

const start = 1_800_000_000_000;

/** One delivery, and what it is sent with. */
export interface QueueDeliveryInput {
  readonly notifications: NotificationsTable;
  readonly channel: Channel;
  readonly address: string;
  readonly content: ContentSources;
  readonly whenUncertain: Category['whenUncertain'];
  readonly createSend: (now: () => number) => Send;
  readonly retryPolicy: RetryPolicy;
}

/** Puts a delivery on record, and gives what it takes to run copies of its message. */
export const queueDeliveryOf = async (input: QueueDeliveryInput) => {
  const { notifications, channel, address, content, whenUncertain, retryPolicy } = input;
  const notificationId = randomNotificationId(crypto.getRandomValues(new Uint8Array(16)));
  const key = deliveryKey(channel.name, hashAddress(address));
  const message = messageOf(notificationId, key, channel, address);
  let now = start;
  await notifications.create({
    notificationId,
    status: 'ROUTED',
    templateId: message.request.templateId,
    category: 'orders',
    priority: 'HIGH',
    recipientKey: 'ADDRESS#x',
    createdAt: start,
    expiresAt: message.request.expiresAt,
    deliveries: {
      [key]: {
        channel: channel.name,
        status: 'QUEUED',
        address: maskAddress(address),
        attempt: 0,
        round: 0,
      },
    },
    timeline: [],
  });
  const deps: DeliverDeps = {
    store: createDeliveryStore(notifications, () => now),
    render: () => ({ kind: 'rendered', content }),
    send: input.createSend(() => now),
    publish: async () => {},
    scheduleRelease: async () => {
      throw new Error('nothing here is held');
    },
    scheduleNext: async () => {
      throw new Error('nothing here waits for its turn');
    },
    categoryOf: () => ({ ...anyCategory(), whenUncertain }),
    retryPolicies: { express: retryPolicy, standard: retryPolicy },
    now: () => now,
    newClaim: () => crypto.randomUUID(),
    random: () => 1,
  };
  const received = { message, messageId: 'm', receiveCount: 1, firstReceivedAt: start };
  return {
    /** One invocation; with several copies of the message in its batch where so told. */
    receive: async (copies = 1) => {
      const batch = Array.from({ length: copies }, () => received);
      const results = await deliver(batch, deps);
      now += 1_000;
      return results;
    },
    /** The delivery's record, which holds neither address nor content. */
    read: async () => {
      const record = await notifications.get(notificationId);
      const text = JSON.stringify(record);
      expect(text).not.toContain(address);
      for (const field of Object.values(content)) expect(text).not.toContain(field);
      const delivery = record?.deliveries?.[key];
      if (delivery === undefined) throw new Error('the record is gone');
      return delivery;
    },
  };
};

function anyCategory(): Category {
  const [category] = categories.values();
  if (category === undefined) throw new Error('there are no categories');
  return category;
}

function messageOf(
  notificationId: string,
  key: string,
  { name }: Channel,
  address: string,
): DeliveryMessage {
  return {
    schemaVersion: 1,
    deliveryId: deliveryId(notificationId, key),
    channel: name,
    address,
    round: 0,
    userId: 'demo-ada',
    request: {
      schemaVersion: 1,
      notificationId,
      templateId: 'ORDER_SHIPPED',
      recipient: { type: 'USER_ID', identifier: 'demo-ada' },
      data: {},
      priority: 'HIGH',
      caller: '1/Orders',
      acceptedAt: start,
      expiresAt: start + 3 * 86_400_000,
    },
  };
}
