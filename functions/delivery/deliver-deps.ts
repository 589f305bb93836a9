import type { Category } from '#core/category.ts';
import type { NextInLine } from '#core/fallback.ts';
import type { DeliveryMessage, RequestMessage } from '#core/messages.ts';
import type { ProviderRetryPolicies, RetryPolicies } from '#core/retry-policy.ts';
import type { ReaderLinks, Send } from '#functions/channels/channel.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { WithAttachments } from './attachments.ts';
import type { ChannelGate } from './channel-gate.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { LinksFor } from './make-links.ts';
import type { Pace } from './pace.ts';
import type { Rendered } from './render.ts';

/** All that a lane works with. */
export interface DeliverDeps {
  readonly store: DeliveryStore;
  /** Reads what a message is rendered from, where that is not in code; kept by the container. */
  readonly loadTemplate?: (request: RequestMessage) => Promise<unknown>;
  readonly render: (
    message: DeliveryMessage,
    links: ReaderLinks | undefined,
  ) => Rendered | Promise<Rendered>;
  /** The links that go into a message; absent where the channel has none. */
  readonly linksFor?: LinksFor;
  /** Reads the files that go with a message; absent where the channel carries none. */
  readonly withAttachments?: WithAttachments;
  readonly send: Send;
  /** Why the channel may not be used for now; absent where nothing can close it. */
  readonly closed?: ChannelGate['closed'];
  readonly publish: PublishEvents;
  /** Brings a HELD delivery back to the router at that time; a repeat is the same. */
  readonly scheduleRelease: (message: DeliveryMessage, round: number, at: number) => Promise<void>;
  /** Brings the channel whose turn is next to the router before its time; a repeat is the same. */
  readonly scheduleNext: (message: DeliveryMessage, next: NextInLine, at: number) => Promise<void>;
  readonly categoryOf: (request: RequestMessage) => Category | undefined;
  /** Whom a message comes from, by an id of the stage's; undefined for its own sender. */
  readonly senderOf?: (request: RequestMessage) => string | undefined;
  readonly retryPolicies: RetryPolicies;
  /** Of providers that are to be tried otherwise. */
  readonly providerRetryPolicies?: ProviderRetryPolicies;
  /** Absent where the stage names no rate. */
  readonly pace?: Pace;
  /** What no other claim is called. */
  readonly newClaim: () => string;
  readonly now: () => number;
  readonly random: () => number;
}
