import { parseDeliveryId } from '#core/ids.ts';
import type { Outbox } from '#local/outbox/outbox.ts';
import type { OutboxMessage } from '#local/outbox/outbox-message.ts';
import type { EndpointStore, PlatformEndpoint } from './endpoint-store.ts';
import { messageFor } from './message-structure.ts';
import { type PushContent, readPush } from './push-content.ts';
import { invalidParameter, SnsError } from './sns-error.ts';

interface PublishPushDeps {
  readonly endpoints: EndpointStore;
  readonly outbox: Outbox;
  /** ISO 8601. */
  readonly now: () => string;
  /** Where an application tells that a push failed. */
  readonly failureTopics: ReadonlyMap<string, readonly string[]>;
}

interface Push {
  readonly messageId: string;
  readonly targetArn: string;
  readonly message: string;
  readonly structure: string | undefined;
}

/** Under which reports of pushes wait in the outbox. */
export const pushReports = 'sns-push';

/** What FCM and APNs take; SNS refuses what is larger. */
const maxPayloadBytes = 4096;
/** Devices that were uninstalled: their platform says so at the first push. */
const uninstalledToken = /^disabled-/;
const uninstalled = 'The platform says that the device is not registered any more.';

/** Sends to a device: its platform answers SNS later, so that a push to one that is gone succeeds once. */
export const publishPush = (
  push: Push,
  { endpoints, outbox, now, failureTopics }: PublishPushDeps,
): void => {
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
  const failure = JSON.stringify(failureOf(push, endpoint, now()));
  const reports = (failureTopics.get(endpoint.applicationArn) ?? []).map((topicArn) => ({
    source: pushReports,
    body: { topicArn, message: failure },
  }));
  const sent: OutboxMessage = {
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
  };
  if (isGone) endpoints.put({ ...endpoint, isEnabled: false });
  outbox.add(sent, isGone ? reports : []);
};

/** https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html */
function failureOf(
  { messageId, targetArn }: Push,
  { applicationArn }: PlatformEndpoint,
  now: string,
) {
  return {
    DeliveryAttempts: 1,
    EndpointArn: targetArn,
    EventType: 'DeliveryFailure',
    FailureMessage: 'Platform token associated with the endpoint is not valid',
    FailureType: 'InvalidPlatformToken',
    MessageId: messageId,
    Resource: applicationArn,
    Service: 'SNS',
    Time: now,
  };
}

/** `arn:aws:sns:us-east-1:000000000000:app/GCM/herald` is of `GCM`. */
function platformOf(applicationArn: string): string {
  return applicationArn.split('/')[1] ?? '';
}
