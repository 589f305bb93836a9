import * as z from 'zod';

/** Where a notification as a whole stands. */
export const NotificationStatus = z
  .enum([
    'ACCEPTED',
    'SCHEDULED',
    'HELD',
    'ROUTED',
    'SENT',
    'DELIVERED',
    'PARTIALLY_FAILED',
    'FAILED',
    'PARKED',
    'UNCERTAIN',
    'SKIPPED',
    'CANCELLED',
    'EXPIRED',
  ])
  .meta({ id: 'NotificationStatus', description: 'Computed from the deliveries when it is read.' });
export type NotificationStatus = z.infer<typeof NotificationStatus>;

/** Where one delivery stands. */
export const DeliveryStatus = z
  .enum([
    'QUEUED',
    'HELD',
    'SENDING',
    'RETRYING',
    'PARKED',
    'SENT',
    'DELIVERED',
    'BOUNCED',
    'COMPLAINED',
    'FAILED',
    'SKIPPED',
    'UNCERTAIN',
    'EXPIRED',
    'CANCELLED',
  ])
  .meta({ id: 'DeliveryStatus', description: 'Where one delivery stands.' });
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** Why something was not sent, was held or failed: a closed list, safe to match on. */
export const ReasonCode = z
  .enum([
    'ALLOWED',
    'NOT_REQUESTED',
    'NO_CONTENT',
    'NO_ADDRESS',
    'UNKNOWN_USER',
    'OPTED_OUT',
    'SUPPRESSED',
    'QUIET_HOURS',
    'SEND_WINDOW',
    'RATE_LIMITED',
    'FALLBACK',
    'FALLBACK_NOT_NEEDED',
    'CHANNEL_PAUSED',
    'ADDRESS_CHANGED',
    'EXPIRED',
    'CANCELLED',
    'RENDERING_FAILED',
    'TEMPLATE_GONE',
    'ATTACHMENT_MISSING',
    'ATTACHMENT_FORBIDDEN',
    'ATTACHMENT_UNAVAILABLE',
    'CONTENT_TOO_LARGE',
    'INVALID_ADDRESS',
    'DEVICE_GONE',
    'PROVIDER_REJECTED',
    'PROVIDER_THROTTLED',
    'PROVIDER_UNAVAILABLE',
    'PROVIDER_TIMEOUT',
    'CRASHED_WHILE_SENDING',
    'EXHAUSTED',
  ])
  .meta({ id: 'ReasonCode', description: 'Why something was not sent, was held or failed.' });
export type ReasonCode = z.infer<typeof ReasonCode>;
