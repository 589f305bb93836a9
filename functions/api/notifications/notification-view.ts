import * as z from 'zod';
import { ChannelName } from '#core/channel.ts';
import { parseVariantTag } from '#core/experiment.ts';
import { type FeedbackMarks, kindsOf } from '#core/feedback.ts';
import { deliveryId } from '#core/ids.ts';
import { isoTime } from '#core/instant.ts';
import {
  type NotificationRecord,
  notificationStatus,
  type TimelineEntry,
} from '#core/notification.ts';
import { Priority } from '#core/priority.ts';
import { rulesEvaluated } from '#core/rules-evaluated.ts';
import { DeliveryStatus, NotificationStatus, ReasonCode } from '#core/status.ts';

const DateTime = z.iso.datetime();

/** One delivery as the status shows it. */
const DeliveryView = z
  .object({
    deliveryId: z.string().optional(),
    channel: ChannelName,
    status: DeliveryStatus,
    reason: ReasonCode.optional(),
    detail: z.string().optional(),
    provider: z.string().optional(),
    address: z.string().optional().meta({ description: 'Masked.' }),
    heldUntil: DateTime.optional().meta({ description: 'When what is HELD comes back.' }),
    settlesBy: DateTime.optional().meta({
      description:
        'Of what is UNCERTAIN: until when feedback is expected to settle it. Without it, or after it, ' +
        'UNCERTAIN is the end.',
    }),
    attempts: z.int(),
    engagement: z
      .object({
        openedAt: DateTime.optional(),
        openedByMachineAt: DateTime.optional(),
        clickedAt: DateTime.optional(),
        clickedByMachineAt: DateTime.optional(),
        seenAt: DateTime.optional(),
        readAt: DateTime.optional(),
        archivedAt: DateTime.optional(),
        unsubscribedAt: DateTime.optional(),
      })
      .meta({ description: 'What its reader did, each for the first time; machines read too.' }),
  })
  .meta({ id: 'Delivery', description: 'One notification, by one channel, to one address.' });
type DeliveryView = z.infer<typeof DeliveryView>;

/** What `GET /notifications/{id}/status` answers. */
export const NotificationView = z
  .object({
    notificationId: z.string(),
    status: NotificationStatus,
    templateId: z.string(),
    templateVersion: z
      .int()
      .optional()
      .meta({ description: 'Of a template made by API: the version that it is rendered by.' }),
    experiment: z
      .object({ experimentId: z.string(), variant: z.string() })
      .optional()
      .meta({ description: 'The experiment that it was part of, and as which variant.' }),
    category: z.string(),
    priority: Priority,
    createdAt: DateTime,
    scheduledFor: DateTime.optional(),
    expiresAt: DateTime,
    metadata: z.record(z.string(), z.string()).optional(),
    resendOf: z.string().optional().meta({ description: 'The notification that it repeats.' }),
    resentAs: z
      .array(z.string())
      .optional()
      .meta({ description: 'The notifications that repeated it.' }),
    deliveries: z.array(DeliveryView),
    decisions: z.array(
      z.object({
        channel: ChannelName,
        verdict: z.enum(['DELIVER', 'SKIP', 'HOLD']),
        reason: ReasonCode,
        rule: z.string().meta({ description: 'The rule that settled it.' }),
        rules: z.array(z.string()).meta({ description: 'The rules looked at, in their order.' }),
        inputs: z
          .record(z.string(), z.union([z.string(), z.number()]))
          .optional()
          .meta({ description: 'What that rule went by.' }),
        until: DateTime.optional().meta({ description: 'Of a HOLD: when it is decided again.' }),
      }),
    ),
    timeline: z.array(
      z.object({
        at: DateTime,
        event: z.string(),
        channel: ChannelName.optional(),
        reason: ReasonCode.optional(),
        detail: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Notification', description: 'What became of a notification, and why.' });
type NotificationView = z.infer<typeof NotificationView>;

/** One line of a list: the status without its story. */
export const NotificationSummary = NotificationView.omit({ decisions: true, timeline: true }).meta({
  id: 'NotificationSummary',
  description: 'A notification in a list.',
});

/** A record as a list shows it. */
export const toNotificationSummary = (
  record: NotificationRecord,
): z.infer<typeof NotificationSummary> => {
  const { decisions: _, timeline: __, ...summary } = toNotificationView(record);
  return summary;
};

/** A record as the caller reads it. */
export const toNotificationView = (record: NotificationRecord): NotificationView => ({
  notificationId: record.notificationId,
  status: notificationStatus(record),
  templateId: record.templateId,
  ...(record.templateVersion === undefined ? {} : { templateVersion: record.templateVersion }),
  ...(record.variant === undefined ? {} : { experiment: parseVariantTag(record.variant) }),
  category: record.category,
  priority: record.priority,
  createdAt: isoTime(record.createdAt),
  ...(record.scheduledFor === undefined ? {} : { scheduledFor: isoTime(record.scheduledFor) }),
  expiresAt: isoTime(record.expiresAt),
  ...(record.metadata === undefined ? {} : { metadata: record.metadata }),
  ...defined({ resendOf: record.resendOf, resentAs: record.resentAs }),
  deliveries: [...deliveriesOf(record), ...skippedOf(record)],
  decisions: Object.entries(record.decisions ?? {}).map(([channel, { until, ...decision }]) => ({
    channel,
    ...decision,
    rules: [...rulesEvaluated(decision.rule)],
    ...(until === undefined ? {} : { until: isoTime(until) }),
  })),
  timeline: [...record.timeline, ...feedbackOf(record)]
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, event, delivery, reason, detail }) => {
      const channel = record.deliveries?.[delivery ?? '']?.channel;
      return { at: isoTime(at), event, ...defined({ channel, reason, detail }) };
    }),
});

/** What was said of the deliveries, as entries of the timeline: kept once, in its delivery. */
function feedbackOf({ deliveries = {} }: NotificationRecord): readonly TimelineEntry[] {
  return Object.entries(deliveries).flatMap(([delivery, { feedback = {} }]) =>
    kindsOf(feedback).flatMap((event) => {
      const mark = feedback[event];
      return mark === undefined ? [] : [{ ...mark, event, delivery }];
    }),
  );
}

function engagementOf(feedback: FeedbackMarks): DeliveryView['engagement'] {
  const at = (mark: { readonly at: number } | undefined) => mark && isoTime(mark.at);
  return defined({
    openedAt: at(feedback.OPENED),
    openedByMachineAt: at(feedback.OPENED_BY_MACHINE),
    clickedAt: at(feedback.CLICKED),
    clickedByMachineAt: at(feedback.CLICKED_BY_MACHINE),
    seenAt: at(feedback.SEEN),
    readAt: at(feedback.READ),
    archivedAt: at(feedback.ARCHIVED),
    unsubscribedAt: at(feedback.UNSUBSCRIBED),
  });
}

function deliveriesOf({
  notificationId,
  deliveries = {},
}: NotificationRecord): readonly DeliveryView[] {
  return Object.entries(deliveries).map(([key, delivery]) => ({
    deliveryId: deliveryId(notificationId, key),
    channel: delivery.channel,
    status: delivery.status,
    ...defined({ reason: delivery.reason, detail: delivery.detail, provider: delivery.provider }),
    address: delivery.address,
    ...(delivery.heldUntil === undefined ? {} : { heldUntil: isoTime(delivery.heldUntil) }),
    ...(delivery.settlesBy === undefined ? {} : { settlesBy: isoTime(delivery.settlesBy) }),
    attempts: delivery.attempt,
    engagement: engagementOf(delivery.feedback ?? {}),
  }));
}

/** Channels that might have been used and were not; those never in question stay in `decisions`. */
function skippedOf({
  decisions = {},
  deliveries = {},
}: NotificationRecord): readonly DeliveryView[] {
  const delivered = new Set(Object.values(deliveries).map(({ channel }) => channel));
  return Object.entries(decisions)
    .filter(([channel, { verdict }]) => verdict === 'SKIP' && !delivered.has(channel))
    .filter(([, { reason }]) => reason !== 'NOT_REQUESTED' && reason !== 'NO_CONTENT')
    .map(([channel, { reason }]) => ({
      channel,
      status: 'SKIPPED',
      reason,
      attempts: 0,
      engagement: {},
    }));
}

/** Without the members that are undefined, as exactOptionalPropertyTypes asks. */
function defined<Shape extends Readonly<Record<string, unknown>>>(
  shape: Shape,
): { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> } {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Shape]?: Exclude<Shape[Key], undefined>;
  };
}
