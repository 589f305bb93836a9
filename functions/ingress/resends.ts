import { type NotificationRecord, notificationStatus } from '#core/notification.ts';
import { ProblemError } from '#core/problem.ts';
import type { NotificationStatus } from '#core/status.ts';
import { invalid } from '#platform/invalid.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import { at } from './check-send.ts';

/** Sending something again: the new notification names the old one, and the old one the new. */
export interface Resends {
  /** Refuses what is no notification of that template to that recipient, or has not ended yet. */
  check(record: NotificationRecord): Promise<void>;
  /** Tells the old one of the new; told twice it says it once. */
  link(record: NotificationRecord, now: number): Promise<void>;
}

/** What may still be sent needs no second sending. */
const unfinished: ReadonlySet<NotificationStatus> = new Set([
  'ACCEPTED',
  'SCHEDULED',
  'HELD',
  'ROUTED',
  'PARKED',
]);

/** Through the Notifications table: one read and one write for each resend, none for other sends. */
export const createResends = (table: Pick<NotificationsTable, 'get' | 'change'>): Resends => ({
  check: async ({ resendOf, templateId, recipientKey }) => {
    if (resendOf === undefined) return;
    const original = await table.get(resendOf);
    // To say more would tell of notifications to others.
    if (original?.templateId !== templateId || original.recipientKey !== recipientKey) {
      throw invalid([
        at(
          '/resendOf',
          'UNKNOWN_NOTIFICATION',
          `There is no notification ${resendOf} of this template to this recipient.`,
        ),
      ]);
    }
    const status = notificationStatus(original);
    if (unfinished.has(status)) {
      throw new ProblemError(
        'NOT_FINISHED',
        `${resendOf} is ${status} and may still be sent. Cancel it first, or wait for its end.`,
      );
    }
  },
  link: async ({ resendOf, notificationId }, now) => {
    if (resendOf === undefined) return;
    await table.change(resendOf, {
      UpdateExpression:
        'SET resentAs = list_append(if_not_exists(resentAs, :none), :ids), ' +
        'timeline = list_append(timeline, :entries)',
      ConditionExpression: 'attribute_exists(notificationId) AND NOT contains(resentAs, :id)',
      ExpressionAttributeValues: {
        ':none': [],
        ':id': notificationId,
        ':ids': [notificationId],
        ':entries': [{ at: now, event: 'RESENT', detail: `Again as ${notificationId}` }],
      },
    });
  },
});
