import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import { preferenceCell } from '#core/preferences.ts';
import { ProblemError } from '#core/problem.ts';
import { suppressionCell } from '#core/suppression.ts';
import { deleteUser, putUser } from '#functions/users/profiles/put-user.ts';
import { createAddressItems } from '#platform/address-items.ts';
import { createAddressPreferences } from '#platform/address-preferences.ts';
import { createProfiles } from '#platform/profiles.ts';
import { addressKey } from '#platform/recipients-table.ts';
import { createSuppressions } from '#platform/suppressions.ts';
import { createTurns, type Death, KilledError, type Process } from './interleaving.ts';
import { startRecipients } from './recipients-table.ts';

let recipients: Awaited<ReturnType<typeof startRecipients>>;
beforeAll(async () => {
  recipients = await startRecipients();
});
afterAll(() => recipients.close());

const emails = ['ada@example.com', 'bob@example.com'] as const;
const users = ['ada', 'bob'] as const;
const cell = preferenceCell('promotions', 'EMAIL');

interface Said {
  readonly email: string;
  readonly at: number;
}

type Word =
  | ({ readonly kind: 'suppress' } & Said)
  | ({ readonly kind: 'lift' } & Said)
  | ({ readonly kind: 'say'; readonly enabled: boolean } & Said);

type Step =
  | Word
  | { readonly kind: 'put'; readonly userId: string; readonly email: string | undefined }
  | { readonly kind: 'forget'; readonly userId: string };

type MortalStep = Step & { readonly deaths: readonly Death[] };

const email = fc.constantFrom(...emails);
const userId = fc.constantFrom(...users);
const at = fc.integer({ min: 1, max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('suppress' as const), email, at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lift' as const), email, at }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('say'), email, at, enabled: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('put'),
      userId,
      email: fc.option(email, { nil: undefined, freq: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget'), userId }) },
);
const death = fc.record({
  call: fc.integer({ min: 1, max: 6 }),
  moment: fc.constantFrom('before', 'after'),
});

/** Runs a step in a process of its own; one that dies is run again, until its deaths are used up. */
const live = async (
  { deaths, ...own }: MortalStep,
  table: string,
  turns: ReturnType<typeof createTurns>,
  now: () => number,
): Promise<void> => {
  for (let run = 0; ; run += 1) {
    const { raw, dynamo } = recipients.connect();
    const process: Process = { isDead: false, calls: 0, death: deaths[run] };
    turns.control(raw, process);
    const deps = { profiles: createProfiles(dynamo, table), now };
    try {
      if (own.kind === 'put') {
        await putUser(own.userId, own.email === undefined ? {} : { email: own.email }, deps);
      } else if (own.kind === 'forget') await deleteUser(own.userId, deps);
      else await speak(own, createSpeakers(dynamo, table));
      return;
    } catch (error) {
      if (error instanceof KilledError) continue;
      // Refused: the address is taken, or somebody else wrote the user at the same moment.
      if (error instanceof ProblemError) return;
      throw error;
    } finally {
      raw.destroy();
    }
  }
};

const createSpeakers = (
  dynamo: ReturnType<typeof recipients.connect>['dynamo'],
  table: string,
) => ({
  suppressions: createSuppressions(dynamo, table),
  preferences: createAddressPreferences(dynamo, table),
});

const speak = async (
  said: Word,
  { suppressions, preferences }: ReturnType<typeof createSpeakers>,
) => {
  const { email: address, at: saidAt } = said;
  const subject = { addressType: 'EMAIL', address } as const;
  if (said.kind === 'suppress') {
    const suppression = { cause: 'BOUNCED', at: saidAt, by: 'SES' } as const;
    await suppressions.add({ channel: 'EMAIL', ...subject, suppression });
  } else if (said.kind === 'lift') {
    await suppressions.remove({ channel: 'EMAIL', address, at: saidAt, by: '1/Shop' });
  } else {
    const word = { enabled: said.enabled, at: saidAt, how: 'UNSUBSCRIBE_LINK', by: 'x' } as const;
    await preferences.merge(hashAddress(address), { [cell]: word });
  }
};

const latest = (steps: readonly Step[], kind: Step['kind'], address: string) =>
  Math.max(
    0,
    ...steps.flatMap((one) =>
      one.kind === kind && 'at' in one && one.email === address ? [one.at] : [],
    ),
  );

/** What must be so when all is quiet, whatever happened in which order. */
const expectConsent = async (steps: readonly Step[], table: string) => {
  const { raw, dynamo } = recipients.connect();
  const items = createAddressItems(dynamo, table);
  for (const address of emails) {
    const { suppressions } = await items.read(address);
    const isSuppressed = latest(steps, 'suppress', address) > latest(steps, 'lift', address);
    expect(suppressions.EMAIL !== undefined, `${address} is suppressed`).toBe(isSuppressed);
  }
  const profiles = createProfiles(dynamo, table);
  for (const id of users) {
    const profile = await profiles.get(id);
    if (profile === undefined) continue;
    const truth = profile.email === undefined ? undefined : await items.read(profile.email);
    const expected = Object.entries(truth?.suppressions ?? {}).map(([channel, suppression]) => [
      suppressionCell(channel, hashAddress(profile.email ?? '')),
      suppression,
    ]);
    expect(profile.suppressions, `what ${id} shows`).toEqual(Object.fromEntries(expected));
    if (truth !== undefined) expect(truth.owner, `who owns what ${id} shows`).toBe(id);
    const said = truth?.preferences[cell];
    if (said === undefined) continue;
    // A later word may have come from another address that the person had.
    expect(profile.preferences[cell]?.at ?? 0).toBeGreaterThanOrEqual(said.at);
  }
  raw.destroy();
};

const runTogether = async (steps: readonly MortalStep[], choices: readonly number[]) => {
  const table = await recipients.createTable();
  const turns = createTurns();
  let time = 1_000_000;
  const now = () => {
    time += 1;
    return time;
  };
  let turn = 0;
  const choose = (count: number) => {
    turn += 1;
    return (choices[turn % choices.length] ?? 0) % count;
  };
  await turns.run(Promise.all(steps.map((one) => live(one, table, turns, now))), choose);
  await expectConsent(steps, table);
};

const choices = fc.array(fc.nat({ max: 11 }), { minLength: 40, maxLength: 40 });

test('the profile shows what its address says, whoever writes at once and in whatever order', async () => {
  const steps = fc.array(
    step.map((one) => ({ ...one, deaths: [] })),
    { minLength: 2, maxLength: 5 },
  );
  await fc.assert(fc.asyncProperty(steps, choices, runTogether), { numRuns: 60 });
}, 60_000);

test('so it does when any of them dies at any call, and is told again', async () => {
  const mortal = fc
    .record({ one: step, deaths: fc.array(death, { maxLength: 2 }) })
    .map(({ one, deaths }) => ({ ...one, deaths }));
  const steps = fc.array(mortal, { minLength: 2, maxLength: 4 });
  await fc.assert(fc.asyncProperty(steps, choices, runTogether), { numRuns: 60 });
}, 60_000);

/** Says one thing, and while it waits to make a call, says another from beginning to end. */
const sayMeanwhile = async (slow: Word, quick: Word, call: number, table: string) => {
  const { raw, dynamo } = recipients.connect();
  const other = recipients.connect();
  let calls = 0;
  raw.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      if (calls === call) await speak(quick, createSpeakers(other.dynamo, table));
      return next(args);
    },
    { step: 'initialize', name: 'meanwhile' },
  );
  await speak(slow, createSpeakers(dynamo, table));
  raw.destroy();
  other.raw.destroy();
  return calls;
};

test('no word that is slow undoes a later one, wherever it was kept waiting', async () => {
  const [address] = emails;
  const said = { email: address, at: 5 } as const;
  const pairs: readonly (readonly [Word, Word])[] = [
    [
      { ...said, kind: 'suppress' },
      { ...said, at: 6, kind: 'lift' },
    ],
    [
      { ...said, at: 6, kind: 'lift' },
      { ...said, at: 7, kind: 'suppress' },
    ],
    [
      { ...said, kind: 'say', enabled: true },
      { ...said, at: 6, kind: 'say', enabled: false },
    ],
  ];
  for (const pair of pairs) {
    const [slow, quick] = pair;
    for (let call = 1; call <= 5; call += 1) {
      const table = await recipients.createTable();
      const { raw, dynamo } = recipients.connect();
      await putUser(
        'ada',
        { email: address },
        { profiles: createProfiles(dynamo, table), now: () => 1 },
      );
      raw.destroy();
      expect(await sayMeanwhile(slow, quick, call, table)).toBeGreaterThanOrEqual(call);
      await expectConsent(pair, table);
    }
  }
});

test('no crash of a claim loses a suppression that was there', async () => {
  const [address] = emails;
  const suppressed = { kind: 'suppress', email: address, at: 5, deaths: [] } as const;
  for (const moment of ['before', 'after'] as const) {
    for (let call = 1; call <= 6; call += 1) {
      const table = await recipients.createTable();
      const turns = createTurns();
      const claim = {
        kind: 'put',
        userId: 'ada',
        email: address,
        deaths: [{ call, moment }],
      } as const;
      for (const one of [suppressed, claim]) {
        await turns.run(
          live(one, table, turns, () => 1),
          () => 0,
        );
      }
      await expectConsent([suppressed, claim], table);
      const { dynamo } = recipients.connect();
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: addressKey(address) }),
      );
      expect(Item?.owner).toBe('ada');
    }
  }
});
