import * as z from 'zod';
import { isoTime } from '#core/instant.ts';
import type { InboxItem } from '#platform/inbox-table.ts';

/** An in-app message as the company's app reads it. */
export const InboxItemView = z
  .object({
    itemId: z.string(),
    notificationId: z.string(),
    deliveryId: z.string(),
    templateId: z.string(),
    category: z.string(),
    title: z.string(),
    body: z.string(),
    link: z.string().optional(),
    actions: z
      .array(z.object({ label: z.string(), link: z.string() }))
      .optional()
      .meta({ description: 'Buttons, each with where it leads.' }),
    createdAt: z.iso.datetime(),
    seenAt: z.iso.datetime().optional(),
    readAt: z.iso.datetime().optional(),
    archivedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'InboxItem', description: 'An in-app message, and what the person did with it.' });

/** An item as it is answered. */
export const toInboxItemView = ({
  userId: _,
  createdAt,
  seenAt,
  readAt,
  archivedAt,
  ...item
}: InboxItem): z.infer<typeof InboxItemView> => ({
  ...item,
  createdAt: isoTime(createdAt),
  ...(seenAt === undefined ? {} : { seenAt: isoTime(seenAt) }),
  ...(readAt === undefined ? {} : { readAt: isoTime(readAt) }),
  ...(archivedAt === undefined ? {} : { archivedAt: isoTime(archivedAt) }),
});
