import type { RequestMessage } from '#core/messages.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';

/** Records PARKED before SQS moves a request to its DLQ; a redrive routes it again. */
export const createParkRequest =
  (table: NotificationsTable, now: () => number) =>
  async (message: RequestMessage, cause: string): Promise<void> => {
    const entries = [{ at: now(), event: 'PARKED', reason: 'EXHAUSTED', detail: cause }];
    if (message.release === undefined) {
      await table.change(message.notificationId, {
        UpdateExpression: 'SET #status = :parked, timeline = list_append(timeline, :entries)',
        ConditionExpression: '#status IN (:accepted, :scheduled)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':parked': 'PARKED',
          ':accepted': 'ACCEPTED',
          ':scheduled': 'SCHEDULED',
          ':entries': entries,
        },
      });
      return;
    }
    const { round, channels } = message.release;
    const record = await table.get(message.notificationId);
    for (const [key, delivery] of Object.entries(record?.deliveries ?? {})) {
      if (delivery.round !== round || !channels.includes(delivery.channel)) continue;
      await table.change(message.notificationId, {
        UpdateExpression:
          'SET deliveries.#key.#status = :parked, timeline = list_append(timeline, :entries)',
        ConditionExpression: 'deliveries.#key.#status = :held AND deliveries.#key.#round = :round',
        ExpressionAttributeNames: { '#key': key, '#status': 'status', '#round': 'round' },
        ExpressionAttributeValues: {
          ':parked': 'PARKED',
          ':held': 'HELD',
          ':round': round,
          ':entries': entries.map((entry) => ({ ...entry, delivery: key })),
        },
      });
    }
  };
