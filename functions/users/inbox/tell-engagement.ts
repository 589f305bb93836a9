import type { PublishEngagement } from '#platform/engagement-publisher.ts';
import type { InboxItem } from '#platform/inbox-table.ts';

/** Has recorded with its delivery what a person did with an item; a repeat says the same. */
export type TellEngagement = (item: InboxItem) => Promise<void>;

/**
 * By the feedback topic, as any provider. That a mark was taken back is the inbox's affair: it has been seen
 * all the same. Where it fails the call fails, and marking again tells it again.
 */
export const createTellEngagement =
  (publish: PublishEngagement): TellEngagement =>
  async ({ deliveryId, seenAt, readAt, archivedAt }) => {
    const marks = [
      { kind: 'SEEN', at: seenAt },
      { kind: 'READ', at: readAt },
      { kind: 'ARCHIVED', at: archivedAt },
    ] as const;
    const engagement = marks.flatMap(({ kind, at }) => (at === undefined ? [] : [{ kind, at }]));
    if (engagement.length > 0) await publish({ deliveryId, engagement });
  };
