import { CloudEvent } from '#functions/event-hooks/cloud-event.ts';

/** An event that the topic took. */
export interface PublishedEvent {
  readonly event: CloudEvent;
  /** As it was published; more than one where it was told again by somebody who knew more. */
  readonly messages: Set<string>;
  /** When the topic took it first. */
  readonly at: number;
}

/** Everything that the topic took, by the event's id. */
export interface Published {
  readonly all: ReadonlyMap<string, PublishedEvent>;
  add(message: string): void;
}

export const createPublished = (now: () => number): Published => {
  const all = new Map<string, PublishedEvent>();
  return {
    all,
    add: (message) => {
      const event = CloudEvent.parse(JSON.parse(message));
      const known = all.get(event.id);
      if (known === undefined)
        all.set(event.id, { event, messages: new Set([message]), at: now() });
      else known.messages.add(message);
    },
  };
};
