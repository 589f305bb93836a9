import { deliveryId } from '#core/ids.ts';
import type { NotificationRecord } from '#core/notification.ts';
import type { Device, Profile } from '#core/recipient.ts';
import type { FoundEndpoint } from '#functions/channels/push/platform-endpoints.ts';
import type { PushFailure } from './report.ts';

export interface TracePushDeps {
  readonly findEndpoint: (endpointArn: string) => Promise<FoundEndpoint | undefined>;
  readonly ownerOf: (token: string) => Promise<Profile | undefined>;
  /** Whose device it was, where it has been forgotten since. */
  readonly formerOwnerOf: (endpointArn: string) => Promise<Profile | undefined>;
  /** A person's notifications of before that moment, the newest first. */
  readonly newestOf: (profile: Profile, before: number) => Promise<readonly NotificationRecord[]>;
}

/** What a failure of SNS's is about: it names its own message and an endpoint, and nothing of ours. */
export interface TracedPush {
  /** Whether its endpoint is a device of somebody's, or was. */
  readonly isOurs: boolean;
  readonly deliveryId?: string;
  /** Whose device is gone; absent where it has come back since, or never was anybody's. */
  readonly gone?: { readonly userId: string; readonly device: Device };
}

export type TracePush = (failure: PushFailure) => Promise<TracedPush>;

/**
 * Finds what a push that failed was: its endpoint has a token, that has an owner, and among what the owner was told
 * last is what SNS gave that id. Where another failure has had the device forgotten, it leads to who had it. A push
 * that arrives costs nothing for it.
 */
export const createTracePush =
  ({ findEndpoint, ownerOf, formerOwnerOf, newestOf }: TracePushDeps): TracePush =>
  async ({ endpointArn, providerMessageId, at }) => {
    const endpoint = await findEndpoint(endpointArn);
    const owner = endpoint && (await ownerOf(endpoint.token));
    const deliveryTo = async (profile: Profile | undefined) =>
      profile && deliveryOf(await newestOf(profile, at), providerMessageId);
    const ofOwner = await deliveryTo(owner);
    const former = ofOwner === undefined ? await formerOwnerOf(endpointArn) : undefined;
    const found = ofOwner ?? (await deliveryTo(former));
    const profile = owner ?? former;
    // Also where a run has died that was about to forget it.
    const device = profile?.devices.find((one) => one.endpointArn === endpointArn);
    return {
      isOurs: profile !== undefined,
      ...(found === undefined ? {} : { deliveryId: found }),
      ...(profile === undefined || device === undefined || endpoint?.isEnabled
        ? {}
        : { gone: { userId: profile.userId, device } }),
    };
  };

function deliveryOf(
  records: readonly NotificationRecord[],
  providerMessageId: string,
): string | undefined {
  for (const { notificationId, deliveries = {} } of records) {
    for (const [key, delivery] of Object.entries(deliveries)) {
      if (delivery.channel === 'PUSH' && delivery.providerMessageId === providerMessageId) {
        return deliveryId(notificationId, key);
      }
    }
  }
  return undefined;
}
