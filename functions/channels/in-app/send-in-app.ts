import type { Outcome, Send } from '#functions/channels/channel.ts';
import { type InboxTable, inboxItemId } from '#platform/inbox-table.ts';
import { toOutcome } from './inbox-outcome.ts';

const provider = 'INBOX';
const daySeconds = 86_400;

/**
 * Bytes that a DynamoDB item may have, its attributes' names included, less room for the time to live
 * and for what the person does with it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items
 */
const maxItemBytes = 400 * 1024 - 200;

/** Puts an item into the person's inbox; the same delivery is always the same item. */
export const createSendInApp =
  (inbox: InboxTable, retentionDays: number): Send =>
  async ({ address: userId, content, acceptedAt, expiresAt, ...ids }): Promise<Outcome> => {
    const { title = '', body = '', link } = content;
    const itemId = inboxItemId(acceptedAt, ids.deliveryId);
    const item = {
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
    };
    const bytes = bytesOf(item);
    if (bytes > maxItemBytes) {
      return { kind: 'rejected', reason: 'CONTENT_TOO_LARGE', detail: `${bytes} bytes` };
    }
    try {
      await inbox.put(item, Math.ceil(expiresAt / 1000) + retentionDays * daySeconds);
      return { kind: 'sent', provider, providerMessageId: itemId };
    } catch (error) {
      return toOutcome(error);
    }
  };

/** An item's size as DynamoDB counts it, or a few bytes more: a number takes at most its digits. */
function bytesOf(item: Readonly<Record<string, string | number>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(String(value)),
    0,
  );
}
