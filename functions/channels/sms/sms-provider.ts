import type { ErrorMeanings } from '#functions/channels/sdk-outcome.ts';

/** One SMS as any provider takes it. */
interface TextMessage {
  readonly deliveryId: string;
  /** E.164. */
  readonly phoneNumber: string;
  readonly text: string;
  /** Carriers ask; what is not promotional is transactional. */
  readonly isPromotional: boolean;
  /** After which it is no longer worth telling. */
  readonly timeToLiveSeconds: number;
}

/** Who carries SMS to the phones. */
export interface SmsProvider {
  /** As a delivery's record names it. */
  readonly name: string;
  readonly meanings: ErrorMeanings;
  /** Hands a message over and returns the provider's id of it; throws what its SDK throws. */
  send(message: TextMessage, signal: AbortSignal): Promise<string | undefined>;
}
