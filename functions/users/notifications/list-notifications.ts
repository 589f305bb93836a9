import * as z from 'zod';
import { type NotificationRecord, notificationStatus } from '#core/notification.ts';
import { ProblemError } from '#core/problem.ts';
import type { NotificationStatus } from '#core/status.ts';
import type { IndexKey, ReadNotificationsOf } from '#platform/recipient-index.ts';

/** Which of a person's notifications are asked for. */
export interface ListNotificationsInput {
  readonly recipientKey: string;
  readonly status?: NotificationStatus | undefined;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly after: IndexKey | undefined;
}

/** Reads of the index for one answer: a rare status does not read a whole history. */
const maxReads = 5;

/**
 * A page of a person's notifications, newest first. The status is computed when it is read, so it is
 * filtered after reading: a page may be short, and still have a next.
 */
export const listNotifications = async (
  { recipientKey, status, from, to, limit, after }: ListNotificationsInput,
  read: ReadNotificationsOf,
): Promise<{ readonly records: readonly NotificationRecord[]; readonly next?: IndexKey }> => {
  const records: NotificationRecord[] = [];
  let position = after;
  for (let reads = 0; reads < maxReads; reads += 1) {
    const page = await read(recipientKey, { from, to }, limit - records.length, position);
    const wanted = page.records.filter(
      (record) => status === undefined || notificationStatus(record) === status,
    );
    records.push(...wanted);
    position = page.next;
    if (records.length === limit || position === undefined) break;
  }
  return position === undefined ? { records } : { records, next: position };
};

const CursorContent = z.tuple([z.string(), z.number()]);

/** A cursor's content: where the page ended, less what the path says anyway. */
export const toListCursor = ({ notificationId, createdAt }: IndexKey): string =>
  JSON.stringify([notificationId, createdAt]);

/** Where a page begins, or the problem that the cursor is none of ours. */
export const fromListCursor = (cursor: string, recipientKey: string): IndexKey => {
  try {
    const [notificationId, createdAt] = CursorContent.parse(JSON.parse(cursor));
    return { notificationId, createdAt, recipientKey };
  } catch (error) {
    const detail = 'The cursor is not one that a previous page gave.';
    const errors = [{ pointer: '/query/cursor', code: 'INVALID_VALUE', detail }];
    throw new ProblemError('INVALID_REQUEST', detail, { errors, cause: error });
  }
};
