import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliverDeps } from './deliver-deps.ts';

/** So that it ends as EXPIRED on time. */
export function noLaterThanExpiry(
  seconds: number,
  { request }: DeliveryMessage,
  { now }: DeliverDeps,
): number {
  return Math.min(seconds, Math.max(1, Math.ceil((request.expiresAt - now()) / 1000)));
}
