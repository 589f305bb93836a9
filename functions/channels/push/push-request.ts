import { apnsAttributes, apnsPayload } from './apns-payload.ts';
import { fcmPayload } from './fcm-payload.ts';
import type { PushMessage } from './push-message.ts';

/** What FCM and APNs take for one message. */
export const maxPayloadBytes = 4096;

/** What SNS is asked to publish to one device. */
export interface PushRequest {
  readonly endpointArn: string;
  /** What the platform gets, as JSON. */
  readonly payload: string;
  /** The payload under its platform's key, as `MessageStructure` json takes it. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** AWS writes `:endpoint/GCM/herald-fcm/<id>`; emulators may call the resource otherwise. */
const platformInArn = /^arn:[^:]+:sns:[^:]+:[^:]+:[a-z]+\/([A-Z_]+)\/./;

/** A push message for the platform of an endpoint; undefined for what is no endpoint of a known one. */
export const toPushRequest = (
  endpointArn: string,
  message: PushMessage,
): PushRequest | undefined => {
  const platform = platformInArn.exec(endpointArn)?.[1];
  if (platform === 'GCM') {
    return request(endpointArn, platform, message, fcmPayload(message), {
      'AWS.SNS.MOBILE.FCM.TTL': String(message.timeToLiveSeconds),
    });
  }
  if (platform === 'APNS' || platform === 'APNS_SANDBOX') {
    const attributes = apnsAttributes(platform, message);
    return request(endpointArn, platform, message, apnsPayload(message), attributes);
  }
  return undefined;
};

function request(
  endpointArn: string,
  platform: string,
  { title }: PushMessage,
  content: unknown,
  attributes: PushRequest['attributes'],
): PushRequest {
  const payload = JSON.stringify(content);
  // SNS asks for a default, and would show it where there is nothing for the platform.
  return {
    endpointArn,
    payload,
    message: JSON.stringify({ default: title, [platform]: payload }),
    attributes,
  };
}
