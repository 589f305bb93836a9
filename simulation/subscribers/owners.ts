import { WebhookView } from '#functions/event-hooks/api/hook-view.ts';
import { WebhookSecretView } from '#functions/webhooks/secret-view.ts';
import { backOffMs } from '../actors/back-off.ts';
import type { ApiAnswer, ApiRequest, Gateway } from '../cloud/gateway.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { isReplayed, type Receiver, urlOf } from './receiver.ts';

interface OwnersOptions {
  readonly receivers: readonly Receiver[];
  readonly gateway: Gateway;
  readonly clock: VirtualClock;
  readonly random: Random;
  /** Does something with the first event that is published from then on. */
  readonly whenBusy: (at: number, action: () => void) => void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The teams behind the receivers: they register them, move them, and ask for what they missed. */
export const beginOwners = ({
  receivers,
  gateway,
  clock,
  random,
  whenBusy,
}: OwnersOptions): void => {
  /** Until it is answered as wished; `toRequest` is told how often it was tried. */
  const insist = (
    toRequest: (tries: number) => ApiRequest,
    wished: readonly number[],
    onAnswer: (answer: ApiAnswer, tries: number) => void,
    tries = 0,
  ): void =>
    gateway(toRequest(tries), (answer) => {
      if (wished.includes(answer.status ?? 0)) return onAnswer(answer, tries);
      clock.after(backOffMs(random, tries, 500), () =>
        insist(toRequest, wished, onAnswer, tries + 1),
      );
    });

  const pathOf = ({ webhookId }: Receiver) => `/webhooks/${webhookId}`;
  const bodyOf = (receiver: Receiver, url: string) => ({ url, ...receiver.filters });

  /** What is not answered may have been kept: the next try names another place, and nobody waits at the first. */
  const register = (receiver: Receiver, onDone: () => void) =>
    insist(
      (tries) => ({
        method: 'POST',
        path: '/webhooks',
        body: bodyOf(receiver, urlOf(receiver, tries)),
      }),
      [201],
      ({ body }, tries) => {
        receiver.url = urlOf(receiver, tries);
        receiver.webhookId = WebhookView.parse(body).webhookId;
        receiver.registered = clock.now();
        insist(
          () => ({ method: 'GET', path: `${pathOf(receiver)}/secret` }),
          [200],
          (answer) => {
            receiver.secret = WebhookSecretView.parse(answer.body).secret;
          },
        );
        onDone();
      },
    );

  const replace = (receiver: Receiver, url: string, onDone: () => void) =>
    insist(
      () => ({ method: 'PUT', path: pathOf(receiver), body: bodyOf(receiver, url) }),
      [200],
      onDone,
    );

  const move = (receiver: Receiver) => {
    const former = receiver.url;
    const url = `${former}/moved`;
    // From the first try on both are heard: nobody knows which of them counts.
    receiver.url = url;
    receiver.former = { url: former, until: Number.POSITIVE_INFINITY };
    replace(receiver, url, () => {
      receiver.former = { url: former, until: clock.now() };
    });
  };

  /** Both secrets sign for a day; a team changes over when it comes to it. */
  const rotate = (receiver: Receiver) => {
    if (receiver.secret === undefined) return;
    insist(
      () => ({ method: 'POST', path: `${pathOf(receiver)}/secret/rotate` }),
      [200],
      ({ body }) => {
        const { secret } = WebhookSecretView.parse(body);
        clock.after(random.between(minuteMs, 20 * hourMs), () => {
          receiver.secret = secret;
        });
      },
    );
  };

  const remove = (receiver: Receiver) =>
    insist(
      () => ({ method: 'DELETE', path: pathOf(receiver) }),
      [204, 404],
      () => {
        receiver.removed = clock.now();
      },
    );

  /** Who is well again: enabled where Herald gave up, and told what it missed. */
  const catchUp = (receiver: Receiver, outSince: number) => {
    const from = new Date(outSince - hourMs).toISOString();
    const replay = () =>
      insist(
        () => ({ method: 'POST', path: `${pathOf(receiver)}/replay`, body: { from } }),
        [202],
        () => {},
      );
    insist(
      () => ({ method: 'GET', path: pathOf(receiver) }),
      [200],
      ({ body }) => {
        if (WebhookView.parse(body).enabled) replay();
        else replace(receiver, receiver.url, replay);
      },
    );
  };

  /** While much is going on, if anything is: what is told at that moment is the easiest to miss. */
  const planReturn = (receiver: Receiver, { from, until }: { from: number; until: number }) => {
    let isBack = false;
    const come = () => {
      if (!isBack) catchUp(receiver, from);
      isBack = true;
    };
    const at = Math.max(until, clock.now());
    whenBusy(at, come);
    clock.at(at + 5 * hourMs, come);
  };

  for (const receiver of receivers) {
    const { registersAt, movesAt, removedAt, rotatesAt, out } = receiver;
    /** What is planned happens once it is registered, be that late. */
    const plan = (at: number | undefined, action: () => void) => {
      if (at !== undefined) clock.at(Math.max(at, clock.now()), action);
    };
    clock.at(registersAt, () =>
      register(receiver, () => {
        plan(movesAt, () => move(receiver));
        plan(removedAt, () => remove(receiver));
        plan(rotatesAt, () => rotate(receiver));
        if (out !== undefined && isReplayed(receiver)) {
          planReturn(receiver, out);
        }
      }),
    );
  }
};
