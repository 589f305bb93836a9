import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isReply } from '#core/event.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryStatus } from '#core/status.ts';
import { createDeliveryStore } from '#functions/delivery/delivery-store.ts';
import { type FeedbackWorld, startFeedbackWorld } from './feedback-world.ts';
import { inboundText, sesEvent, sesEventContents, textEvent } from './provider-events.ts';

let world: FeedbackWorld;
beforeAll(async () => {
  world = await startFeedbackWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.published.length = 0;
});

const ses = (type: string, deliveryId: string) =>
  sesEvent(type, sesEventContents(type), { deliveryId: [deliveryId] });
const told = () =>
  world.published.map((event) =>
    isReply(event) ? event.intent : (event.engagement ?? event.status),
  );

describe('what it costs', () => {
  test('a delivered email is one write, no read, and one call to the topic', async () => {
    const { notificationId, deliveryId } = await world.deliveryThat({ status: 'SENT' });
    const { calls } = await world.receive([ses('Delivery', deliveryId)]);
    expect(calls).toEqual(['UpdateItemCommand', 'Publish']);
    expect((await world.read(notificationId)).status).toBe('DELIVERED');
  });

  test('ten of them are ten writes and still one call to the topic', async () => {
    const messages = [];
    for (let position = 0; position < 10; position += 1) {
      const { deliveryId } = await world.deliveryThat({ status: 'SENT' });
      messages.push(ses('Delivery', deliveryId));
    }
    const { calls } = await world.receive(messages);
    expect(calls).toEqual([...Array.from({ length: 10 }, () => 'UpdateItemCommand'), 'Publish']);
  });

  test('all that a batch says of one delivery is one write', async () => {
    const { notificationId, deliveryId } = await world.deliveryThat({ status: 'SENT' });
    const types = ['Click', 'Send', 'Open', 'Delivery', 'DeliveryDelay', 'Open'];
    const { calls, results } = await world.receive(types.map((type) => ses(type, deliveryId)));
    expect(calls).toEqual(['UpdateItemCommand', 'Publish']);
    expect(results).toHaveLength(6);
    expect(await world.read(notificationId)).toMatchObject({
      status: 'DELIVERED',
      feedback: { DELIVERED: {}, OPENED: {}, CLICKED: {}, DELAYED: {}, ACCEPTED: {} },
    });
    expect(told()).toEqual(['DELIVERED', 'OPENED', 'CLICKED']);
  });

  test('an open of what was delivered is one write', async () => {
    const { deliveryId } = await world.deliveryThat({ status: 'SENT' });
    await world.receive([ses('Delivery', deliveryId)]);
    const { calls } = await world.receive([ses('Open', deliveryId)]);
    expect(calls).toEqual(['UpdateItemCommand', 'Publish']);
  });
});

describe('what it tells', () => {
  test('a repeated run tells the same', async () => {
    const { deliveryId } = await world.deliveryThat({ status: 'SENT' });
    const messages = [ses('Delivery', deliveryId), ses('Open', deliveryId)];
    await world.receive(messages);
    const first = world.published.splice(0);
    await world.receive(messages);
    expect(world.published).toEqual(first);
    expect(first).toHaveLength(2);
  });

  test('that it was sent is told as its lane told it, however late it is spoken of', async () => {
    const { deliveryId } = await world.deliveryThat({ status: 'SENDING' });
    await world.receive([ses('Send', deliveryId)]);
    const sentAt = world.clock.now - 7_200_000;
    const lane = createDeliveryStore(world.notifications, () => sentAt);
    await lane.tellSent({ deliveryId, round: 0 } as DeliveryMessage);
    world.published.length = 0;
    await world.receive([ses('DeliveryDelay', deliveryId)]);
    expect(world.published).toMatchObject([{ status: 'SENT', at: sentAt }]);
  });

  test('what a stronger word has overtaken is no change of status', async () => {
    const { deliveryId } = await world.deliveryThat({ status: 'SENT' });
    await world.receive([ses('Bounce', deliveryId)]);
    await world.receive([ses('Delivery', deliveryId)]);
    expect(told()).toEqual(['BOUNCED']);
  });

  test('feedback of a record that is gone, or of no delivery of ours, is acknowledged', async () => {
    const gone = `ntf_${'0'.repeat(25)}-EMAIL-abcdefghij`;
    const { results } = await world.receive([
      ses('Delivery', gone),
      ses('Delivery', 'newsletter-7'),
      sesEvent('Delivery', sesEventContents('Delivery'), {}),
    ]);
    expect(results?.map(({ kind, event }) => [kind, event])).toEqual([
      ['done', 'feedback-for-nobody'],
      ['done', 'feedback-unmatched'],
      ['done', 'feedback-unmatched'],
    ]);
    expect(told()).toEqual([]);
  });

  test('no line of the log names an address, a number or a text', async () => {
    const { deliveryId } = await world.deliveryThat({ status: 'SENT' });
    const { results } = await world.receive([
      ses('Bounce', deliveryId),
      textEvent('TEXT_DELIVERED'),
      inboundText('my secret'),
    ]);
    const lines = JSON.stringify(results);
    for (const secret of ['example.com', '+1', 'secret']) expect(lines).not.toContain(secret);
  });
});

describe('suppression', () => {
  let people = 0;
  const mailTo = (address: string, type: string, deliveryId: string, content?: object) => {
    const event = sesEvent(type, content ?? sesEventContents(type), { deliveryId: [deliveryId] });
    return { ...event, mail: { ...event.mail, destination: [address] } };
  };
  const somebody = () => {
    people += 1;
    return `person-${people}@example.com`;
  };

  test.each<readonly [string, string | undefined, DeliveryStatus]>([
    ['Bounce', 'BOUNCED', 'BOUNCED'],
    ['Complaint', 'COMPLAINED', 'COMPLAINED'],
    ['Subscription', 'UNSUBSCRIBED', 'SENT'],
    ['Reject', undefined, 'FAILED'],
    ['Delivery', undefined, 'DELIVERED'],
  ])('%s suppresses for %s, before the status is %s', async (type, cause, status) => {
    const { notificationId, deliveryId } = await world.deliveryThat({ status: 'SENT' });
    const address = somebody();
    const { calls } = await world.receive([mailTo(address, type, deliveryId)]);
    const { EMAIL } = await world.suppressionOf(address);
    expect(EMAIL?.cause).toBe(cause);
    expect((await world.read(notificationId)).status).toBe(status);
    const forAddress = ['GetItemCommand', 'UpdateItemCommand'];
    expect(calls.slice(0, 2)).toEqual(
      cause === undefined ? ['UpdateItemCommand', 'Publish'] : forAddress,
    );
  });

  test('survives a death before or after every call, and a repeat', async () => {
    const types = ['Bounce', 'Complaint', 'Delivery', 'Open'];
    const messagesTo = (address: string, deliveryId: string) =>
      types.map((type) => mailTo(address, type, deliveryId));
    const whole = await world.deliveryThat({ status: 'SENDING' });
    const healthy = somebody();
    const { calls } = await world.receive(messagesTo(healthy, whole.deliveryId));
    const expected = await world.read(whole.notificationId);
    const events = told();
    expect(expected.status).toBe('COMPLAINED');
    expect(calls.length).toBeGreaterThan(3);
    for (let call = 1; call <= calls.length; call += 1) {
      for (const moment of ['before', 'after'] as const) {
        world.published.length = 0;
        const { notificationId, deliveryId } = await world.deliveryThat({ status: 'SENDING' });
        const address = somebody();
        const messages = messagesTo(address, deliveryId);
        const died = await world.receive(messages, { call, moment });
        expect(died.results, `${moment} ${call}`).toBeUndefined();
        const isWritten = (await world.read(notificationId)).status === 'COMPLAINED';
        if (isWritten) expect(Object.keys(await world.suppressionOf(address))).toEqual(['EMAIL']);
        // It comes again, an hour late, twice, and in another order.
        await world.receive(messages.toReversed());
        await world.receive(messages);
        expect(await world.read(notificationId)).toEqual(expected);
        expect(await world.suppressionOf(address)).toEqual(await world.suppressionOf(healthy));
        expect(new Set(told())).toEqual(new Set(events));
      }
    }
  });
});

describe('replies', () => {
  let numbers = 0;
  const phone = () => {
    numbers += 1;
    return `+1415555${String(2000 + numbers)}`;
  };
  const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00Z') + seconds * 1000);

  test('STOP suppresses SMS, and nothing else', async () => {
    const number = phone();
    await world.receive([inboundText('Stop', { originationNumber: number })]);
    expect(await world.suppressionOf(number)).toMatchObject({
      SMS: { cause: 'STOPPED', by: 'RECIPIENT' },
    });
    expect(Object.keys(await world.suppressionOf(number))).toEqual(['SMS']);
    expect(told()).toEqual(['STOP']);
  });

  test.each(['HELP', 'Is it open today?'])('%s is told, and suppresses nothing', async (text) => {
    const number = phone();
    await world.receive([inboundText(text, { originationNumber: number })]);
    expect(await world.suppressionOf(number)).toEqual({});
    expect(world.published).toMatchObject([{ replyId: 'in-1', text, from: number }]);
  });

  test.each<readonly [string, readonly number[], boolean]>([
    ['STOP, then START', [0, 1], false],
    ['START, then STOP', [1, 0], true],
  ])(
    '%s ends the same in whatever order they come',
    async (_, [stopAt = 0, startAt = 0], isSuppressed) => {
      for (const isReversed of [false, true]) {
        const number = phone();
        const words = [
          [inboundText('STOP', { originationNumber: number, inboundMessageId: 'a' }), at(stopAt)],
          [inboundText('START', { originationNumber: number, inboundMessageId: 'b' }), at(startAt)],
        ] as const;
        for (const [text, time] of isReversed ? words.toReversed() : words) {
          await world.receive([text], undefined, time.toISOString());
        }
        expect(Object.keys(await world.suppressionOf(number))).toEqual(isSuppressed ? ['SMS'] : []);
        // That they said START is their consent, whether it still holds or not.
        expect((await world.suppressions.find('SMS', number)).lifted).toEqual({
          at: at(startAt).getTime(),
          by: 'RECIPIENT',
        });
      }
    },
  );

  test('START takes back no suppression but STOP', async () => {
    const number = phone();
    const event = { ...textEvent('TEXT_INVALID'), destinationPhoneNumber: number };
    await world.receive([event]);
    await world.receive([inboundText('START', { originationNumber: number })]);
    expect(await world.suppressionOf(number)).toMatchObject({ SMS: { cause: 'BOUNCED' } });
  });

  test('START leaves what came between a STOP and it', async () => {
    const number = phone();
    const say = (text: string, second: number) =>
      world.receive(
        [inboundText(text, { originationNumber: number, inboundMessageId: text })],
        undefined,
        at(second).toISOString(),
      );
    await say('STOP', 0);
    await world.suppressions.add({
      channel: 'SMS',
      addressType: 'PHONE_NUMBER',
      address: number,
      suppression: { cause: 'MANUAL', at: at(1).getTime(), by: '1/Shop' },
    });
    await say('START', 2);
    expect(await world.suppressionOf(number)).toMatchObject({ SMS: { cause: 'MANUAL' } });
    expect((await world.suppressions.find('SMS', number)).lifted).toEqual({
      at: at(2).getTime(),
      by: 'RECIPIENT',
    });
    const byCompany = { at: at(3).getTime(), by: '1/Shop' };
    await world.suppressions.remove({ channel: 'SMS', address: number, ...byCompany });
    expect(await world.suppressions.find('SMS', number)).toEqual({ lifted: byCompany });
  });
});
