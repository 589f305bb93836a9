import type { EventHookSettings } from '#functions/event-hooks/event-hook.ts';
import type { Random } from '../random.ts';

/** What its owner wants of a receiver, and lets become of it. */
export interface ReceiverStory {
  readonly name: string;
  readonly filters: Pick<EventHookSettings, 'events' | 'channels' | 'templateIds'>;
  readonly registersAt: number;
  /** It is out for so long: it says so, or that it is gone. */
  readonly out?: { readonly from: number; readonly until: number; readonly status: 503 | 410 };
  /** From then on it answers 410. */
  readonly goneAt?: number;
  /** Its owner lets another URL be told. */
  readonly movesAt?: number;
  readonly removedAt?: number;
  /** Its owner has its secret replaced, and lets it check by the new one much later. */
  readonly rotatesAt?: number;
}

/** One of the company's own systems, and what it was told. */
export interface Receiver extends ReceiverStory {
  /** Where it listens: each time that its owner tries to register it, at another place. */
  url: string;
  webhookId: string | undefined;
  secret: string | undefined;
  /** When its owner heard that it is registered, and that nothing is told to it any more. */
  registered: number | undefined;
  removed: number | undefined;
  /** Where it listened before, until its owner heard that Herald knows. */
  former: { readonly url: string; readonly until: number } | undefined;
  /** When it answered that it is gone. */
  readonly gone: number[];
  /** By the event's id. */
  readonly taken: Set<string>;
}

const hourMs = 3_600_000;

/** Outages: one that is over before anybody is given up, and one that is not. */
const shortMs = 2 * hourMs;
const longMs = 30 * hourMs;

/** Some of each kind, so that every world of receivers has them all. */
export const createReceivers = (
  random: Random,
  start: number,
  until: number,
): readonly Receiver[] => {
  const early = () => start + random.below(60_000);
  const sometime = () => random.between(start + hourMs / 4, until);
  const outage = (lengthMs: number, status: 503 | 410 = 503) => {
    const from = sometime();
    return { from, until: from + lengthMs, status };
  };
  const stories: readonly ReceiverStory[] = [
    { name: 'steady', filters: {}, registersAt: early(), rotatesAt: sometime() },
    {
      name: 'picky',
      filters: {
        events: ['herald.delivery.sent', 'herald.delivery.bounced'],
        channels: ['EMAIL', 'SMS'],
      },
      registersAt: sometime(),
    },
    {
      name: 'away',
      filters: { events: ['herald.delivery.sent', 'herald.delivery.failed'] },
      registersAt: early(),
      out: outage(random.chance(0.3) ? shortMs : longMs),
    },
    {
      name: 'returning',
      filters: {},
      registersAt: early(),
      out: outage(random.below(4 * hourMs), 410),
    },
    { name: 'gone', filters: {}, registersAt: early(), goneAt: sometime() },
    {
      name: 'moving',
      filters: { channels: ['PUSH', 'WEBHOOK'] },
      registersAt: early(),
      movesAt: sometime(),
    },
    { name: 'removed', filters: {}, registersAt: early(), removedAt: sometime() },
  ];
  return stories.map((story) => ({
    ...story,
    url: urlOf(story, 0),
    webhookId: undefined,
    secret: undefined,
    registered: undefined,
    removed: undefined,
    former: undefined,
    gone: [],
    taken: new Set(),
  }));
};

/** Where a receiver listens: by its place it is known who was meant. */
export const urlOf = ({ name }: Pick<ReceiverStory, 'name'>, place: number): string =>
  `https://systems.example.com/${name}/${place}`;

/** Whether Herald gives it up while it is out, so that its owner asks for a replay. */
export const isReplayed = ({ out }: ReceiverStory): boolean =>
  out !== undefined && (out.status === 410 || out.until - out.from > shortMs);
