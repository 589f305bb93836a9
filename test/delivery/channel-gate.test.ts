import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { coolDownMs } from '#core/circuit.ts';
import type { Outcome, Sending } from '#functions/channels/channel.ts';
import { createChannelGate } from '#functions/delivery/channel-gate.ts';
import { type ChannelsTable, createChannelsTable } from '#platform/channels-table.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';

const channel = 'SMS';
const sending = { expiresAt: Number.POSITIVE_INFINITY } as Sending;
const sent: Outcome = { kind: 'sent', provider: 'FIRST' };
const out: Outcome = { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE', detail: 'down' };
const throttled: Outcome = {
  kind: 'refused-for-now',
  reason: 'PROVIDER_THROTTLED',
  detail: 'slow',
};
const rejected: Outcome = { kind: 'rejected', reason: 'PROVIDER_REJECTED', detail: 'no' };
const uncertain: Outcome = { kind: 'uncertain', detail: 'TimeoutError' };

let tables: TablesInMemory;
let table: ChannelsTable;
let now = 1_800_000_000_000;
let count = 0;
const calls: string[] = [];

beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
});
afterAll(() => tables.close());
beforeEach(async () => {
  count += 1;
  await tables.createTable(`channels-${count}`, tableKeys.channels);
  table = createChannelsTable(tables.dynamo, `channels-${count}`);
  calls.length = 0;
});

/** What each provider answers, to be changed by a test; `takesMs` is how long it thinks. */
interface Answers {
  FIRST: Outcome;
  SECOND?: Outcome;
}

/** A container with a gate of its own. */
const container = (answers: Answers, { takesMs = 0, over = table, isShared = true } = {}) =>
  createChannelGate({
    channel,
    providers: (['FIRST', 'SECOND'] as const)
      .filter((name) => answers[name] !== undefined)
      .map((name) => ({
        name,
        send: async () => {
          calls.push(name);
          now += takesMs;
          return answers[name] ?? sent;
        },
        feedbackWithinSeconds: 0,
        isShared,
      })),
    table: over,
    now: () => now,
  });

/** As a lane does: only what is not closed is sent. */
const pass = async (gate: ReturnType<typeof container>) =>
  (await gate.closed()) ?? (await gate.send(sending)).kind;

/** Until the provider's circuit is open. */
const breakFirst = async (gate: ReturnType<typeof container>) => {
  for (let failure = 0; failure < 5; failure += 1) await pass(gate);
};

describe('a pause', () => {
  test('closes the channel within seconds, and a resume opens it again', async () => {
    const gate = container({ FIRST: sent });
    expect(await pass(gate)).toBe('sent');
    await table.pause(channel, { at: now, by: '1/OnCall' });
    now += 5_000;
    expect(await pass(gate)).toBe('CHANNEL_PAUSED');
    await table.resume(channel);
    now += 5_000;
    expect(await pass(gate)).toBe('sent');
  });

  test('that cannot be read any more holds, and what was open stays so', async () => {
    let fails = false;
    const over = {
      ...table,
      get: async (name: string) => {
        if (fails) throw new Error('the table is out');
        return table.get(name);
      },
    };
    const [open, paused] = [
      container({ FIRST: sent }, { over }),
      container({ FIRST: sent }, { over }),
    ];
    expect(await pass(open)).toBe('sent');
    await table.pause(channel, { at: now, by: '1/OnCall' });
    expect(await pass(paused)).toBe('CHANNEL_PAUSED');
    fails = true;
    now += 60_000;
    expect([await pass(open), await pass(paused)]).toEqual(['sent', 'CHANNEL_PAUSED']);
  });

  test('costs one read for a batch, and none for the next five seconds', async () => {
    let reads = 0;
    const over = {
      ...table,
      get: async (name: string) => {
        reads += 1;
        return table.get(name);
      },
    };
    const gate = container({ FIRST: sent }, { over });
    await Promise.all(Array.from({ length: 10 }, () => pass(gate)));
    now += 4_999;
    await pass(gate);
    expect(reads).toBe(1);
    now += 1;
    await pass(gate);
    expect(reads).toBe(2);
  });
});

describe('a circuit', () => {
  test('opens for every container once a provider fails too often, and nobody calls it', async () => {
    const answers: Answers = { FIRST: out };
    const [one, other] = [container(answers), container(answers)];
    await pass(other);
    await breakFirst(one);
    calls.length = 0;
    expect(await pass(one)).toBe('PROVIDER_UNAVAILABLE');
    now += 5_000;
    expect(await pass(other)).toBe('PROVIDER_UNAVAILABLE');
    expect(calls).toEqual([]);
    expect((await table.get(channel)).circuits).toMatchObject({ FIRST: { cause: 'down' } });
  });

  test('lets one call of all containers try it, and closes when that succeeds', async () => {
    const answers: Answers = { FIRST: out };
    const containers = [container(answers), container(answers), container(answers)];
    await breakFirst(containers[0] ?? container(answers));
    answers.FIRST = sent;
    now += coolDownMs;
    calls.length = 0;
    const asked = await Promise.all(
      containers.flatMap((one) => [one.closed(), one.closed(), one.closed()]),
    );
    expect(asked.filter((reason) => reason === undefined)).toHaveLength(1);
    const winner = containers[Math.floor(asked.indexOf(undefined) / 3)];
    expect((await winner?.send(sending))?.kind).toBe('sent');
    expect((await table.get(channel)).circuits).toEqual({});
    now += 5_000;
    for (const one of containers) expect(await pass(one)).toBe('sent');
  });

  test('that another container has just closed stops nobody', async () => {
    const answers: Answers = { FIRST: out };
    const [first, second] = [container(answers), container(answers)];
    await breakFirst(first);
    answers.FIRST = sent;
    now += coolDownMs - 1_000;
    expect(await pass(second)).toBe('PROVIDER_UNAVAILABLE');
    now += 1_000;
    expect(await pass(first)).toBe('sent');
    // It still goes by what it has just read, and asks for the trial that nobody needs any more.
    expect(await pass(second)).toBe('sent');
  });

  test('stays open when the trial fails, since when it was', async () => {
    const gate = container({ FIRST: out });
    await breakFirst(gate);
    const { since } = (await table.get(channel)).circuits.FIRST ?? {};
    now += coolDownMs;
    expect(await pass(gate)).toBe('refused-for-now');
    expect((await table.get(channel)).circuits.FIRST).toMatchObject({
      since,
      openUntil: now + coolDownMs,
    });
    expect(await pass(gate)).toBe('PROVIDER_UNAVAILABLE');
  });

  test('whose trial died is tried by another after its time', async () => {
    const answers: Answers = { FIRST: out };
    const [dies, lives] = [container(answers), container(answers)];
    await breakFirst(dies);
    now += coolDownMs;
    expect(await dies.closed()).toBeUndefined();
    answers.FIRST = sent;
    expect(await pass(lives)).toBe('PROVIDER_UNAVAILABLE');
    now += coolDownMs;
    expect(await pass(lives)).toBe('sent');
  });

  test('whose trial was never made is tried by who wins the next', async () => {
    const gate = container({ FIRST: out, SECOND: sent });
    await breakFirst(gate);
    now += coolDownMs;
    // Its delivery turns out to be settled.
    expect(await gate.closed()).toBeUndefined();
    now += coolDownMs - 1;
    calls.length = 0;
    const other = container({ FIRST: out, SECOND: sent });
    now += 1;
    await other.closed();
    await gate.send(sending);
    expect(calls).toEqual(['SECOND']);
    await other.send(sending);
    expect(calls).toEqual(['SECOND', 'FIRST', 'SECOND']);
  });

  test.each([
    ['throttles', throttled],
    ['rejects', rejected],
    ['sends', sent],
  ])('never opens for a provider that %s', async (_, FIRST) => {
    const gate = container({ FIRST });
    for (let call = 0; call < 20; call += 1) await pass(gate);
    expect(calls).toHaveLength(20);
    expect((await table.get(channel)).circuits).toEqual({});
  });

  test('opens for timeouts, and never for receivers that belong to one person each', async () => {
    const gate = container({ FIRST: uncertain });
    await breakFirst(gate);
    expect(await pass(gate)).toBe('PROVIDER_UNAVAILABLE');
    const ofOnePerson = container({ FIRST: out }, { isShared: false });
    now += 5_000;
    for (let call = 0; call < 20; call += 1)
      expect(await pass(ofOnePerson)).toBe('refused-for-now');
  });

  test('writes nothing while all is well, also where its table cannot be written', async () => {
    let writes = 0;
    const over = {
      ...table,
      putCircuit: async () => {
        writes += 1;
        throw new Error('the table is out');
      },
    };
    const answers: Answers = { FIRST: sent };
    const gate = container(answers, { over });
    for (let call = 0; call < 20; call += 1) await pass(gate);
    expect(writes).toBe(0);
    answers.FIRST = out;
    now += 60_000;
    await breakFirst(gate);
    expect(writes).toBeGreaterThan(0);
    expect(await pass(gate)).toBe('refused-for-now');
  });
});

describe('another provider', () => {
  test.each<[string, Outcome, Outcome, readonly string[]]>([
    ['takes what the first refuses for now', out, sent, ['FIRST', 'SECOND']],
    ['takes what the first throttles', throttled, sent, ['FIRST', 'SECOND']],
    ['is not asked for what the first rejects', rejected, rejected, ['FIRST']],
    ['is not asked for what the first may have sent', uncertain, uncertain, ['FIRST']],
    ['is not asked for what the first has', sent, sent, ['FIRST']],
  ])('%s', async (_, FIRST, expected, called) => {
    const outcome = await container({ FIRST, SECOND: sent }).send(sending);
    expect(outcome.kind).toBe(expected.kind);
    expect(calls).toEqual(called);
  });

  test('is named where it may have sent', async () => {
    const outcome = await container({ FIRST: out, SECOND: uncertain }).send(sending);
    expect(outcome).toEqual({ ...uncertain, provider: 'SECOND' });
  });

  test('is not asked when the first took its time to refuse', async () => {
    const gate = container({ FIRST: out, SECOND: sent }, { takesMs: 1_001 });
    expect((await gate.send(sending)).kind).toBe('refused-for-now');
    expect(calls).toEqual(['FIRST']);
  });

  test('carries all while the first is out, and the first again when it is back', async () => {
    const answers: Answers = { FIRST: out, SECOND: sent };
    const gate = container(answers);
    await breakFirst(gate);
    calls.length = 0;
    expect(await pass(gate)).toBe('sent');
    expect(calls).toEqual(['SECOND']);
    now += coolDownMs;
    answers.FIRST = sent;
    expect(await pass(gate)).toBe('sent');
    expect(await pass(gate)).toBe('sent');
    expect(calls).toEqual(['SECOND', 'FIRST', 'FIRST']);
  });

  test('is not asked for what has expired meanwhile, nor is the first', async () => {
    const gate = container({ FIRST: out, SECOND: sent }, { takesMs: 900 });
    const late = { expiresAt: now + 900 } as Sending;
    expect(await gate.send(late)).toEqual({ kind: 'expired' });
    expect(calls).toEqual(['FIRST']);
    expect(await gate.send({ expiresAt: now } as Sending)).toEqual({ kind: 'expired' });
    expect(calls).toEqual(['FIRST']);
  });
});
