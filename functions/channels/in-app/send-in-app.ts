import type { ContentSources } from '#core/template.ts';
import type { Outcome, Send } from '#functions/channels/channel.ts';
import { type InboxItem, type InboxTable, inboxItemId } from '#platform/inbox-table.ts';
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
      ...actionsOf(content),
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

/** A button says something and leads somewhere, or it is none. */
function actionsOf(content: ContentSources): Pick<InboxItem, 'actions'> {
  const actions = [
    { label: content.actionLabel, link: content.actionLink },
    { label: content.otherActionLabel, link: content.otherActionLink },
  ].flatMap(({ label, link }) => (label && link ? [{ label, link }] : []));
  return actions.length === 0 ? {} : { actions };
}

/** An item's size as DynamoDB counts it, or a few bytes more: a number takes at most its digits. */
function bytesOf(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return sum + Buffer.byteLength(name) + Buffer.byteLength(text);
  }, 0);
}
