import type { ChannelName } from '#core/channel.ts';
import type { ReplyEvent } from '#core/event.ts';
import type { Feedback } from '#core/feedback.ts';
import type { AddressType } from '#core/recipient.ts';
import type { Suppression } from '#core/suppression.ts';
import type { ReplyLanguage } from './reply-texts.ts';

/** An address that is not to be written to by a channel any more. */
export interface SuppressedAddress {
  readonly channel: ChannelName;
  readonly addressType: AddressType;
  readonly address: string;
  readonly suppression: Suppression;
}

/** What a provider, or Herald's own inbox, reports of a message that we may have sent. */
export interface DeliveryReport {
  readonly kind: 'delivery';
  /** As it was sent along; undefined for what somebody sent without Herald. */
  readonly deliveryId?: string | undefined;
  readonly provider?: string;
  readonly providerMessageId?: string;
  readonly feedback: readonly Feedback[];
  readonly suppress: readonly SuppressedAddress[];
}

/** A text that somebody sent to one of our numbers. */
export interface ReplyReport {
  readonly kind: 'reply';
  readonly reply: ReplyEvent;
  /** Of the word that it is, where it is one. */
  readonly language: ReplyLanguage;
  /** Whether its provider knows the word; then it has answered already, unless opt-outs are self-managed. */
  readonly isProvidersKeyword: boolean;
}

/** A push that failed after SNS took it: nothing in it names a delivery. */
export interface PushFailure {
  readonly kind: 'push-failure';
  readonly endpointArn: string;
  /** As SNS answered the call. */
  readonly providerMessageId: string;
  readonly feedback: Feedback;
  /** When it failed. */
  readonly at: number;
}

/** What one message on the feedback queue says, whoever it is from. */
export type Report =
  | DeliveryReport
  | ReplyReport
  | PushFailure
  /** That a topic was subscribed, and the like: nothing to do. */
  | { readonly kind: 'notice' };
