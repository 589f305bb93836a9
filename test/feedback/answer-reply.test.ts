import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smsParts } from '#core/sms-parts.ts';
import { understandReply } from '#functions/feedback/reply-keywords.ts';
import { replyLanguages, replyText } from '#functions/feedback/reply-texts.ts';
import { type FeedbackWorld, startFeedbackWorld } from './feedback-world.ts';
import { inboundText, textEvent } from './provider-events.ts';

let world: FeedbackWorld;
let number: string;
let numbers = 0;
beforeAll(async () => {
  world = await startFeedbackWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  numbers += 1;
  number = `+1415555${String(3000 + numbers)}`;
  world.texted.length = 0;
  world.published.length = 0;
  world.refusals.length = 0;
  world.manageOptOuts(true);
});

/** A text of this test's person; its id is its own unless a test says otherwise. */
const textOf = (text: string, more: Readonly<Record<string, string>> = {}) =>
  inboundText(text, { originationNumber: number, inboundMessageId: `in-${numbers}`, ...more });
const answers = () => world.texted.map(({ text }) => text);
const outcomes = (results: readonly { readonly kind: string; readonly event: string }[] = []) =>
  results.map(({ kind, event }) => [kind, event]);

describe('who says a word is answered', () => {
  test.each([
    ['STOP', /^Acme: You are unsubscribed/],
    ['START', /^Acme: You will get our texts again/],
    ['HELP', /^Acme: For help contact help@acme\.example\..* Reply STOP/],
    ['Arrêt', /^Acme : vous ne recevrez plus/],
    ['Hilfe', /^Acme: Hilfe unter help@acme\.example/],
    ['BAJA', /^Acme: Baja confirmada/],
  ])('%s, in its language and from the number that it was said to', async (text, answer) => {
    await world.receive([textOf(text)]);
    expect(world.texted).toEqual([
      { from: '+12065550152', to: number, text: expect.stringMatching(answer) },
    ]);
  });

  test('once, however often it is reported, also within one batch', async () => {
    await world.receive([textOf('STOP'), textOf('STOP')]);
    await world.receive([textOf('STOP')]);
    expect(answers()).toHaveLength(1);
    await world.receive([textOf('STOP', { inboundMessageId: `again-${numbers}` })]);
    expect(answers()).toHaveLength(2);
  });

  test('only after it is done', async () => {
    const { calls } = await world.receive([textOf('STOP')]);
    // Suppressed, then claimed, then answered, then told.
    expect(calls).toEqual([
      'GetItemCommand',
      'UpdateItemCommand',
      'UpdateItemCommand',
      'SendTextMessage',
      'Publish',
    ]);
  });

  test('never twice, wherever a run dies, and told to the company all the same', async () => {
    let deaths = 0;
    for (let call = 1; call <= 6; call += 1) {
      for (const moment of ['before', 'after'] as const) {
        world.texted.length = 0;
        world.published.length = 0;
        const text = textOf('STOP', {
          inboundMessageId: `dies-${call}-${moment}`,
          originationNumber: `+1415556${1000 + call * 2 + (moment === 'after' ? 1 : 0)}`,
        });
        const { results } = await world.receive([text], { call, moment });
        if (results === undefined) deaths += 1;
        await world.receive([text]);
        await world.receive([text]);
        expect(answers().length, `${moment} ${call}`).toBeLessThanOrEqual(1);
        expect(await world.suppressionOf(text.originationNumber)).toHaveProperty('SMS');
        expect(world.published.length).toBeGreaterThanOrEqual(1);
      }
    }
    expect(deaths).toBe(10);
  });

  test('later, where the provider has no time now', async () => {
    world.refusals.push({
      kind: 'refused-for-now',
      reason: 'PROVIDER_THROTTLED',
      detail: 'ThrottlingException',
    });
    const { results } = await world.receive([textOf('HELP')]);
    expect(outcomes(results)).toEqual([['retry', 'reply-not-answered']]);
    expect(world.published).toHaveLength(1);
    const again = await world.receive([textOf('HELP')]);
    expect(outcomes(again.results)).toEqual([['done', 'reply-received']]);
    expect(answers()).toHaveLength(1);
  });

  test.each([
    ['may have been', { kind: 'uncertain', detail: 'TimeoutError' } as const, 'uncertain'],
    [
      'is refused for good',
      { kind: 'rejected', reason: 'PROVIDER_REJECTED', detail: 'ConflictException' } as const,
      'refused',
    ],
  ])('not again, where it %s', async (_, refusal, answer) => {
    world.refusals.push(refusal);
    const { results } = await world.receive([textOf('HELP')]);
    expect(results).toMatchObject([{ kind: 'done', ids: { answer } }]);
    await world.receive([textOf('HELP')]);
    expect(answers()).toEqual([]);
  });
});

describe('nobody is answered', () => {
  test('an hour late', async () => {
    const sentAt = '2026-11-23T11:00:59.000Z';
    const { results } = await world.receive([textOf('STOP')], undefined, sentAt);
    expect(results).toMatchObject([{ ids: { answer: 'too-late' } }]);
    expect(answers()).toEqual([]);
    expect(await world.suppressionOf(number)).toHaveProperty('SMS');
  });

  test('who says anything else', async () => {
    await world.receive([textOf('Is it open today?')]);
    expect(answers()).toEqual([]);
  });

  test('that they hear of us again, where something else than STOP keeps them from it', async () => {
    await world.receive([{ ...textEvent('TEXT_INVALID'), destinationPhoneNumber: number }]);
    const { results } = await world.receive([textOf('START')]);
    expect(results).toMatchObject([{ ids: { answer: 'still-suppressed' } }]);
    expect(answers()).toEqual([]);
  });

  test('a second time, where AWS knows the word and manages opt-outs itself', async () => {
    world.manageOptOuts(false);
    await world.receive([textOf('STOP', { messageKeyword: 'STOP' })]);
    expect(answers()).toEqual([]);
    expect(await world.suppressionOf(number)).toHaveProperty('SMS');
    // BAJA is no word of AWS's: without us nobody would answer.
    await world.receive([textOf('BAJA', { inboundMessageId: `baja-${numbers}` })]);
    expect(answers()).toHaveLength(1);
  });
});

describe.each(replyLanguages)('the answers in %s', (language) => {
  const company = { brandName: 'Acme Stores', contact: 'help@acme.example' };

  test.each(['STOP', 'START', 'HELP'] as const)(
    'to %s say who writes, and name words that are understood, in one part',
    (intent) => {
      const text = replyText(intent, language, company);
      expect(text).toMatch(/^Acme Stores ?: /);
      expect(smsParts(text)).toMatchObject({ encoding: 'GSM-7', parts: 1 });
      if (intent === 'HELP') expect(text).toContain('help@acme.example');
      const offered = text
        .slice('Acme Stores'.length)
        .match(/\b\p{Lu}{4,}(?![\p{L}])/gu)
        ?.map((word) => understandReply(word));
      const expected = { STOP: ['START'], START: ['HELP', 'STOP'], HELP: ['STOP'] }[intent];
      expect(offered?.map((one) => one.intent)).toEqual(expected);
      for (const { language: understood } of offered ?? []) {
        // STOP is a word of English everywhere.
        expect(['en', language]).toContain(understood);
      }
    },
  );
});
