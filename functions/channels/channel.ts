import type { AttachedFile } from '#core/attachment.ts';
import type { ChannelName } from '#core/channel.ts';
import type { Recipient } from '#core/recipient.ts';
import type { ContentSources } from '#core/template.ts';

/**
 * How a content field is rendered: `html` escapes what data brings, `text` leaves it alone, and `line`
 * is text of one line, whatever data brings.
 */
export type ContentFormat = 'html' | 'text' | 'line';

/**
 * What the rest of Herald knows of a channel: pure, so that the router, the API and the CDK app can
 * read it. How it sends stands in its handler and send-x.ts.
 */
export interface Channel {
  readonly name: ChannelName;
  /** The folder, the name of its function and of its queues: kebab-case. */
  readonly slug: string;
  /** The content that a template may give it, and how each field is rendered. */
  readonly content: Readonly<
    Record<string, { readonly format: ContentFormat; readonly required: boolean }>
  >;
  /** Where it reaches a recipient: none, one, or several (push to each device). */
  addressesOf(recipient: Recipient): readonly string[];
}

/** What a channel gets to send: rendered content for one address. */
export interface Sending {
  readonly deliveryId: string;
  readonly notificationId: string;
  readonly address: string;
  readonly templateId: string;
  readonly category: string;
  /** Whom it comes from, by an id of the stage's; the stage's own where absent. */
  readonly sender?: string;
  readonly userId?: string;
  /** Milliseconds since 1970: not to be sent at or after it. */
  readonly expiresAt: number;
  readonly acceptedAt: number;
  readonly content: ContentSources;
  readonly links?: ReaderLinks;
  /** Files that go with a mail. */
  readonly files?: readonly AttachedFile[];
}

/** Where a reader declines this kind of message, and changes all that they hear; for this reader alone. */
export interface ReaderLinks {
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
}

/** What the provider said at once. */
export type Outcome =
  /** It has it. */
  | { readonly kind: 'sent'; readonly provider: string; readonly providerMessageId?: string }
  /** It never will take this: recorded FAILED, not tried again. */
  | {
      readonly kind: 'rejected';
      readonly reason:
        | 'PROVIDER_REJECTED'
        | 'INVALID_ADDRESS'
        | 'DEVICE_GONE'
        | 'CONTENT_TOO_LARGE';
      readonly detail: string;
    }
  /** It did not take it now, and said so: tried again later. */
  | {
      readonly kind: 'refused-for-now';
      readonly reason: 'PROVIDER_THROTTLED' | 'PROVIDER_UNAVAILABLE';
      readonly retryAfterSeconds?: number;
      readonly detail: string;
      /** Who refused. */
      readonly provider?: string;
    }
  /** It was too late before anybody was called. */
  | { readonly kind: 'expired' }
  /** It may have it: a timeout, a connection lost after the request went out. */
  | { readonly kind: 'uncertain'; readonly detail: string; readonly provider?: string };

/** Sends one delivery through a provider; never throws for what the provider answered. */
export type Send = (sending: Sending) => Promise<Outcome>;
