import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { EngagementMessage } from '#core/messages.ts';
import type { InboxItem } from '#platform/inbox-table.ts';

/** Has recorded with its delivery what a person did with an item; a repeat says the same. */
export type TellEngagement = (item: InboxItem) => Promise<void>;

/**
 * By the feedback topic, as any provider. That a mark was taken back is the inbox's affair: it has been seen
 * all the same. Where it fails the call fails, and marking again tells it again.
 */
export const createTellEngagement =
  (sns: SNSClient, topicArn: string): TellEngagement =>
  async ({ deliveryId, seenAt, readAt, archivedAt }) => {
    const marks = [
      { kind: 'SEEN', at: seenAt },
      { kind: 'READ', at: readAt },
      { kind: 'ARCHIVED', at: archivedAt },
    ] as const;
    const engagement = marks.flatMap(({ kind, at }) => (at === undefined ? [] : [{ kind, at }]));
    if (engagement.length === 0) return;
    const message: EngagementMessage = { schemaVersion: 1, deliveryId, engagement };
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(message) }));
  };
