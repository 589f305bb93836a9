import { parseDeliveryId } from '#core/ids.ts';
import type { Outbox } from '#local/outbox/outbox.ts';
import type { EndpointStore } from './endpoint-store.ts';
import { messageFor } from './message-structure.ts';
import { type PushContent, readPush } from './push-content.ts';
import { invalidParameter, SnsError } from './sns-error.ts';

interface PublishPushDeps {
  readonly endpoints: EndpointStore;
  readonly outbox: Outbox;
  /** ISO 8601. */
  readonly now: () => string;
}

interface Push {
  readonly messageId: string;
  readonly targetArn: string;
  readonly message: string;
  readonly structure: string | undefined;
}

/** What FCM and APNs take; SNS refuses what is larger. */
const maxPayloadBytes = 4096;
/** Devices that were uninstalled: their platform says so at the first push. */
const uninstalledToken = /^disabled-/;
const uninstalled = 'The platform says that the device is not registered any more.';

/** Sends to a device: its platform answers SNS later, so that a push to one that is gone succeeds once. */
export const publishPush = (push: Push, { endpoints, outbox, now }: PublishPushDeps): void => {
  const endpoint = endpoints.find(push.targetArn);
  if (endpoint === undefined) {
    throw invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
  }
  if (!endpoint.isEnabled) throw new SnsError('EndpointDisabled', 'Endpoint is disabled');
  const application = platformOf(endpoint.applicationArn);
  const { key, message } = messageFor(push.message, push.structure, application);
  if (Buffer.byteLength(message) > maxPayloadBytes) {
    throw invalidParameter('Message Reason: Notification is too long');
  }
  const { title, body, link, deliveryId }: PushContent =
    key === 'default' ? { body: message } : readPush(application, message);
  const notificationId = deliveryId && parseDeliveryId(deliveryId)?.notificationId;
  const isGone = uninstalledToken.test(endpoint.token);
  outbox.add({
    id: push.messageId,
    channel: 'PUSH',
    to: endpoint.token,
    platform: application.startsWith('APNS') ? 'APNS' : 'FCM',
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { text: body }),
    ...(link === undefined ? {} : { link }),
    ...(deliveryId === undefined ? {} : { deliveryId }),
    ...(notificationId === undefined ? {} : { notificationId }),
    sentAt: now(),
    ...(isGone ? { fate: 'FAILED', detail: uninstalled } : { fate: 'DELIVERED' }),
  });
  if (isGone) endpoints.put({ ...endpoint, isEnabled: false });
};

/** `arn:aws:sns:us-east-1:000000000000:app/GCM/herald` is of `GCM`. */
function platformOf(applicationArn: string): string {
  return applicationArn.split('/')[1] ?? '';
}
