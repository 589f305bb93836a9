import type { Device } from '#core/recipient.ts';
import { timing } from '#core/timing.ts';
import type { Outcome, Send, Sending } from '#functions/channels/channel.ts';
import { readAppData } from './app-data.ts';
import type { FindDevice } from './find-device.ts';
import type { PublishPush } from './publish-push.ts';
import { toPushMessage } from './push-message.ts';
import { pushOutcome } from './push-outcome.ts';
import { maxPayloadBytes, toPushRequest } from './push-request.ts';

interface SendPushDeps {
  readonly findDevice: FindDevice;
  readonly publish: PublishPush;
  /** Removes a device that is gone, and all that stood for it. */
  readonly forget: (userId: string, device: Device) => Promise<void>;
  readonly now: () => number;
}

/** Sends to one device, and forgets it where SNS, or its token's owner, says that it is gone. */
export const createSendPush =
  (deps: SendPushDeps, timeoutMs: number = timing.providerTimeoutMs): Send =>
  async (sending): Promise<Outcome> => {
    const { userId, address } = sending;
    if (userId === undefined) return noSuchDevice;
    const found = await findOrRefuse(userId, address, deps.findDevice);
    if (found === undefined) return noSuchDevice;
    if ('kind' in found) return found;
    const outcome = found.isOwned
      ? await sendTo(found.device, sending, deps, timeoutMs)
      : noSuchDevice;
    if (outcome.kind === 'rejected' && outcome.reason === 'DEVICE_GONE') {
      // What is left over is found again by the next push; this one has failed either way.
      await Promise.allSettled([deps.forget(userId, found.device)]);
    }
    return outcome;
  };

const noSuchDevice = rejected('DEVICE_GONE', 'The user has no such device any more.');

/** A table that cannot be read is an outage like any other: nothing was sent yet. */
async function findOrRefuse(userId: string, token: string, find: FindDevice) {
  try {
    return await find(userId, token);
  } catch (error) {
    const detail = error instanceof Error ? error.name : 'unknown';
    return { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE', detail } as const;
  }
}

async function sendTo(
  { endpointArn }: Device,
  sending: Sending,
  { publish, now }: SendPushDeps,
  timeoutMs: number,
): Promise<Outcome> {
  const own = readAppData(sending.content.data ?? '');
  if (own.kind === 'wrong') return rejected('PROVIDER_REJECTED', `data: ${own.detail}`);
  const request = toPushRequest(endpointArn, toPushMessage(sending, now(), own.data));
  if (request === undefined) {
    return rejected('INVALID_ADDRESS', 'The device has no endpoint of FCM or APNs.');
  }
  const bytes = Buffer.byteLength(request.payload);
  if (bytes > maxPayloadBytes) {
    const detail = `The payload has ${bytes} bytes; a push message has at most ${maxPayloadBytes}.`;
    return rejected('CONTENT_TOO_LARGE', detail);
  }
  // Its device was read since the last look at the time.
  if (sending.expiresAt <= now()) return { kind: 'expired' };
  try {
    const messageId = await publish(request, AbortSignal.timeout(timeoutMs));
    return {
      kind: 'sent',
      provider: 'SNS',
      ...(messageId === undefined ? {} : { providerMessageId: messageId }),
    };
  } catch (error) {
    return pushOutcome(error);
  }
}

function rejected(
  reason: Extract<Outcome, { kind: 'rejected' }>['reason'],
  detail: string,
): Outcome {
  return { kind: 'rejected', reason, detail };
}
