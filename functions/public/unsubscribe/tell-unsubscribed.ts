import type { PublishEngagement } from '#platform/engagement-publisher.ts';

/** Tells that the reader of a delivery declined more of its kind. */
export type TellUnsubscribed = (deliveryId: string, at: number) => Promise<void>;

/**
 * By the feedback topic, as any provider. Where that is out, the reader is told all the same that it is done, for
 * it is: only the status of the mail does not say so.
 */
export const createTellUnsubscribed =
  (
    publish: PublishEngagement,
    onFailure: (deliveryId: string, error: unknown) => void,
  ): TellUnsubscribed =>
  async (deliveryId, at) => {
    try {
      await publish({ deliveryId, engagement: [{ kind: 'UNSUBSCRIBED', at }] });
    } catch (error) {
      onFailure(deliveryId, error);
    }
  };
