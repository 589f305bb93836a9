import type { Outcome, Send } from '#functions/channels/channel.ts';
import { type InboxTable, inboxItemId } from '#platform/inbox-table.ts';

const provider = 'INBOX';
const daySeconds = 86_400;

/** Puts an item into the person's inbox; the same delivery is always the same item. */
export const createSendInApp =
  (inbox: InboxTable, retentionDays: number): Send =>
  async ({ address: userId, content, acceptedAt, expiresAt, ...ids }): Promise<Outcome> => {
    const { title = '', body = '', link } = content;
    const itemId = inboxItemId(acceptedAt, ids.deliveryId);
    try {
      await inbox.put(
        {
          userId,
          itemId,
          notificationId: ids.notificationId,
          deliveryId: ids.deliveryId,
          templateId: ids.templateId,
          category: ids.category,
          title,
          body,
          ...(link ? { link } : {}),
          createdAt: acceptedAt,
        },
        Math.ceil(expiresAt / 1000) + retentionDays * daySeconds,
      );
      return { kind: 'sent', provider, providerMessageId: itemId };
    } catch (error) {
      // Written or not, writing it again does no harm.
      const detail = error instanceof Error ? error.name : 'unknown';
      return { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE', detail };
    }
  };
