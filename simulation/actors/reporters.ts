import { parseDeliveryId } from '#core/ids.ts';
import { EngagementMessage } from '#core/messages.ts';
import type { PlatformEndpoints } from '../cloud/platform-endpoints.ts';
import type { AddressBans, AddressWord } from '../judge/address-bans.ts';
import { saidBy } from '../judge/said.ts';
import type { DeliveryTale, Tales } from '../judge/tales.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import {
  inEnvelope,
  isReply,
  mailReport,
  pushReport,
  type ReportedMessage,
  replyIdOf,
  textReport,
} from './report-payloads.ts';
import {
  type ReportedChannel,
  readWithinMs,
  type Step,
  tellStory,
  unsubscribeChance,
} from './report-stories.ts';

/** What providers say later of what they took, by way of the feedback queue. */
export interface Reporters {
  /** A provider has taken a message, whoever hears of it. */
  accepted(channel: ReportedChannel, message: ReportedMessage): void;
  /** How many texts came from a number. */
  textsFrom(number: string): number;
  /** Herald tells itself, as any provider, what a reader did. */
  engaged(message: string): void;
  /** Herald has acknowledged a message of the feedback queue. */
  acknowledged(body: string): void;
}

interface ReportersOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly tales: Tales;
  readonly bans: AddressBans;
  readonly endpoints: PlatformEndpoints;
  readonly send: (body: string) => void;
  /** Somebody clicks on what a mail links to. */
  readonly unsubscribe: (message: ReportedMessage) => void;
}

const secondMs = 1_000;
const hourMs = 3_600_000;

/** Some are told twice, and the second time much later. */
const twiceChance = 0.1;

export const createReporters = (options: ReportersOptions): Reporters => {
  const { clock, random, tales, bans, endpoints } = options;
  const unheard = new Map<string, () => void>();
  const texts = new Map<string, number>();

  const payloadOf = (
    channel: ReportedChannel,
    message: ReportedMessage,
    said: Step['said'],
    at: number,
  ): object => {
    if (channel === 'SMS' || isReply(said)) return textReport(said, message, at);
    if (channel === 'EMAIL') return mailReport(said, message, at);
    return pushReport(said, message, endpoints.arnOf(message.address), at);
  };

  const report = (channel: ReportedChannel, message: ReportedMessage, { said }: Step) => {
    const at = clock.now();
    if (said === 'device-gone') endpoints.disable(message.address);
    const body = inEnvelope(payloadOf(channel, message, said, at), at);
    const word = wordOf(said);
    const heard = word === undefined ? () => {} : bans.announce(channel, message.address, word);
    const tale = taleOf(message.deliveryId, tales);
    if (isReply(said)) texts.set(message.address, (texts.get(message.address) ?? 0) + 1);
    else if (tale !== undefined) {
      tale.reported.add(said);
      tale.unheard += 1;
    }
    const failure = { messageId: message.messageId, at, heardAt: Number.POSITIVE_INFINITY };
    if (channel === 'PUSH') tale?.pushFailures.push(failure);
    unheard.set(body, () => {
      heard();
      failure.heardAt = clock.now();
      if (isReply(said)) tales.heardReplies.add(replyIdOf(said, message));
      else if (tale !== undefined) tale.unheard -= 1;
    });
    send(body);
  };
  const send = (body: string) => {
    const onItsWay = () => clock.after(transportMs(random), () => options.send(body));
    onItsWay();
    if (random.chance(twiceChance)) onItsWay();
  };

  return {
    accepted: (channel, message) => {
      for (const step of tellStory(channel, random))
        clock.after(step.afterMs, () => report(channel, message, step));
      if (message.unsubscribeUrl !== undefined && random.chance(unsubscribeChance))
        clock.after(random.below(readWithinMs), () => options.unsubscribe(message));
    },
    engaged: (message) => {
      const { deliveryId, engagement } = EngagementMessage.parse(JSON.parse(message));
      const tale = taleOf(deliveryId, tales);
      const body = inEnvelope(JSON.parse(message), clock.now());
      if (tale !== undefined && !unheard.has(body)) {
        for (const { kind } of engagement) tale.reported.add(saidBy(kind));
        tale.unheard += 1;
        unheard.set(body, () => {
          tale.unheard -= 1;
        });
      }
      send(body);
    },
    textsFrom: (number) => texts.get(number) ?? 0,
    acknowledged: (body) => {
      unheard.get(body)?.();
      unheard.delete(body);
    },
  };
};

function wordOf(said: Step['said']): AddressWord | undefined {
  if (isReply(said)) return said;
  // Until it registers again.
  if (said === 'device-gone') return 'STOP';
  return said === 'hard-bounced' || said === 'complained' ? 'BANNED' : undefined;
}

/** Mostly at once, so that it may come before the answer to the call; some take an hour, a few a day. */
function transportMs(random: Random): number {
  const way = random.next();
  if (way < 0.5) return 0;
  if (way < 0.88) return random.below(2 * secondMs);
  return random.below(way < 0.97 ? hourMs : 24 * hourMs);
}

function taleOf(deliveryId: string, tales: Tales): DeliveryTale | undefined {
  const parts = parseDeliveryId(deliveryId);
  return parts && tales.ofDelivery(parts.notificationId, parts.key);
}
