import type { ChannelName } from '#core/channel.ts';
import type { Invocation } from '../cloud/invocation.ts';
import type { ServiceName } from '../cloud/wire.ts';
import type { Said } from './said.ts';

/** One call to a provider. */
export interface Attempt {
  readonly deliveryId: string;
  readonly provider: ServiceName;
  readonly channel: ChannelName;
  readonly startedAt: number;
  /** When it was last decided that this delivery be made. */
  readonly decidedAt: number;
  readonly invocation: Invocation;
  readonly address: string;
  /** The caller was told that nobody answered. */
  isAnswerLost: boolean;
  /** The caller was told that it was not taken. */
  wasRefused: boolean;
  acceptedAt: number | undefined;
  /** Something that only this notification says. */
  marker: string | undefined;
  answerLost(): void;
}

export interface PushFailure {
  readonly messageId: string;
  readonly at: number;
  heardAt: number;
}

/** What the outside world saw of one delivery. */
export interface DeliveryTale {
  readonly accepted: Attempt[];
  /** By attempt number: the last call to a provider under it. */
  readonly claimsUsed: Map<number, Attempt>;
  calls: number;
  rejections: number;
  /** When it was last decided that it be made. */
  decidedAt: number;
  /** `STATUS.attempt` of every write. */
  readonly written: Set<string>;
  /** `STATUS.attempt` of every event, with its id. */
  readonly published: Map<string, string>;
  isCancelled: boolean;
  /** What its provider said of it later. */
  readonly reported: Set<Said>;
  /** Pushes that failed after SNS had taken them, by its own ids, when it said so and when Herald acknowledged that. */
  readonly pushFailures: PushFailure[];
  /** How much of that Herald has not acknowledged. */
  unheard: number;
  /** Since when its status has been what it is. */
  since: number;
  /** Whether it was ever held until its channel's turn. */
  hasWaited: boolean;
}

/** A channel whose turn it was, and how the others stood then. */
export interface Released {
  readonly key: string;
  readonly at: number;
  readonly heldUntil: number;
  readonly others: readonly {
    readonly key: string;
    readonly status: string;
    readonly since: number;
    readonly isWaitingForTurn: boolean;
  }[];
}

/** What the outside world saw of one notification. */
export interface Tale {
  readonly notificationId: string;
  readonly deliveries: Map<string, DeliveryTale>;
  /** Own statuses that were written. */
  readonly written: Set<string>;
  /** Events that name no delivery: `STATUS`, or `STATUS.CHANNEL`. */
  readonly published: Map<string, string>;
  readonly fallbacks: Released[];
  /** When the first of its deliveries went into a lane. */
  letThroughAt: number | undefined;
  /** When its status, or that of a delivery, was last written. */
  movedAt: number;
  isCancelled: boolean;
  /** Set once a caller has heard 202. */
  promise: { readonly marker: string; readonly at: number } | undefined;
}

/** Every notification's tale, begun when it is first heard of. */
export interface Tales {
  readonly all: ReadonlyMap<string, Tale>;
  of(notificationId: string): Tale;
  ofDelivery(notificationId: string, key: string): DeliveryTale;
  /** Texts by which somebody said STOP or START, by id: those that Herald acknowledged, and those it told of. */
  readonly heardReplies: Set<string>;
  readonly toldReplies: Set<string>;
}

export const createTales = (): Tales => {
  const all = new Map<string, Tale>();
  const of = (notificationId: string): Tale => {
    const known = all.get(notificationId);
    if (known !== undefined) return known;
    const tale: Tale = {
      notificationId,
      deliveries: new Map(),
      written: new Set(),
      published: new Map(),
      fallbacks: [],
      letThroughAt: undefined,
      movedAt: 0,
      isCancelled: false,
      promise: undefined,
    };
    all.set(notificationId, tale);
    return tale;
  };
  const ofDelivery = (notificationId: string, key: string): DeliveryTale => {
    const { deliveries } = of(notificationId);
    const known = deliveries.get(key);
    if (known !== undefined) return known;
    const tale: DeliveryTale = {
      accepted: [],
      claimsUsed: new Map(),
      calls: 0,
      rejections: 0,
      decidedAt: 0,
      written: new Set(),
      published: new Map(),
      isCancelled: false,
      reported: new Set(),
      pushFailures: [],
      unheard: 0,
      since: 0,
      hasWaited: false,
    };
    deliveries.set(key, tale);
    return tale;
  };
  return { all, of, ofDelivery, heardReplies: new Set(), toldReplies: new Set() };
};
