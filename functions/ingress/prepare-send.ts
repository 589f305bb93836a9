import { hashAddress } from '#core/address.ts';
import { randomNotificationId } from '#core/ids.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { type Recipient, type RecipientRef, recipientKey } from '#core/recipient.ts';
import type { FirstSuccess } from '#core/routing.ts';
import { invalid } from '#platform/invalid.ts';
import { at, type CheckedSend } from './check-send.ts';

/** Who sends, and how a keyed send's ids are derived. */
export interface AcceptContext {
  readonly caller: string;
  /** The id of the send at a position; undefined without an Idempotency-Key. */
  readonly derivedId?: (position: number) => string;
}

/** A send as its record and its message, on their way to the table and to a queue. */
export interface Prepared {
  readonly position: number;
  readonly record: NotificationRecord;
  readonly message: RequestMessage;
}

/** Makes a checked send's record and message; an unknown user or device is thrown as a problem. */
export const prepareSend = (
  { request, recipient: ref, category, template, acceptedAt, expiresAt }: CheckedSend,
  position: number,
  recipient: Recipient,
  { caller, derivedId }: AcceptContext,
  { randomBytes }: { readonly randomBytes: (length: number) => Uint8Array },
): Prepared => {
  refuseUnknown(ref, recipient);
  const notificationId = derivedId?.(position) ?? randomNotificationId(randomBytes(16));
  const { scheduledFor, metadata, routing, resendOf, ...rest } = request;
  const isFallback = routing?.mode === 'FIRST_SUCCESS';
  const isLater = scheduledFor !== undefined && scheduledFor > acceptedAt;
  const status = isLater ? 'SCHEDULED' : 'ACCEPTED';
  return {
    position,
    record: {
      notificationId,
      status,
      templateId: request.templateId,
      ...(template === undefined ? {} : { templateVersion: template.version }),
      ...(template?.variant === undefined ? {} : { variant: template.variant }),
      category,
      priority: request.priority,
      recipientKey: recipientKey(recipient, hashAddress),
      createdAt: acceptedAt,
      ...(isLater ? { scheduledFor } : {}),
      ...(metadata === undefined ? {} : { metadata }),
      ...(resendOf === undefined ? {} : { resendOf }),
      expiresAt,
      ...(isFallback ? { routing: routing.mode } : {}),
      timeline: [
        {
          at: acceptedAt,
          event: status,
          ...(request.overridePreferences === true
            ? { detail: `Preferences on channels overridden by ${caller}` }
            : {}),
        },
      ],
    },
    message: {
      schemaVersion: 1,
      notificationId,
      recipient: ref,
      caller,
      acceptedAt,
      ...rest,
      ...(isFallback ? { ...channelsIn(routing), routing } : {}),
      ...(template === undefined ? {} : { template }),
      expiresAt,
    },
  };
};

/** An order names all channels that are wanted. */
function channelsIn({ order }: FirstSuccess): Pick<RequestMessage, 'channels'> {
  return order === undefined ? {} : { channels: order };
}

/** Unknown users and devices are the caller's mistake, told now rather than at midnight. */
function refuseUnknown(ref: RecipientRef, recipient: Recipient): void {
  if (recipient.kind === 'unknown-user') {
    throw invalid([
      at(
        '/recipientIdentifier',
        'UNKNOWN_USER',
        'There is no such user; PUT /users/{userId} makes one.',
      ),
    ]);
  }
  if (ref.type === 'DEVICE_TOKEN' && recipient.kind !== 'user') {
    throw invalid([
      at(
        '/recipientIdentifier',
        'UNKNOWN_DEVICE',
        'No user has a device with this token; PUT /users/{userId}/devices/{deviceId} registers one.',
      ),
    ]);
  }
}
