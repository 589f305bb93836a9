import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTurns, type Process } from '../platform/recipients/interleaving.ts';
import { formOf } from './page-document.ts';
import { confirm, oneClick, type PublicPages, startPublicPages } from './public-pages.ts';

let pages: PublicPages;
beforeAll(async () => {
  pages = await startPublicPages();
});
afterAll(() => pages.close());

const mostCalls = 8;
let users = 0;

/** Posts in a process that dies at that call, if it gets so far; says whether it did. */
const postAndDie = async (
  path: string,
  posted: Parameters<PublicPages['post']>[1],
  death: Process['death'],
) => {
  const { raw, serve } = pages.connect();
  const process: Process = { isDead: false, calls: 0, death };
  const turns = createTurns();
  turns.control(raw, process);
  const answer = pages.postBy(serve, path, posted);
  await turns.run(answer, () => 0);
  raw.destroy();
  return { isDead: process.isDead, calls: process.calls, answer: await answer };
};

const subjects = [
  ['a user', async (userId: string) => void (await pages.putUser(userId)), 'user'],
  [
    'an address with an owner',
    (id: string) => pages.putUser(id, emailOf(id)).then(() => {}),
    'address',
  ],
] as const;
const emailOf = (userId: string) => ({ email: `${userId}@example.com` });

for (const [whose, make, kind] of subjects) {
  test.each(['before', 'after'] as const)(
    `a click for ${whose} that dies %s any of its calls is made good by the next`,
    async (moment) => {
      let deaths = 0;
      for (let call = 1; call <= mostCalls; call += 1) {
        users += 1;
        const userId = `user-${users}`;
        await make(userId);
        const { email } = emailOf(userId);
        const holder = kind === 'user' ? pages.user(userId) : pages.address(email);
        const path = `/unsubscribe/${pages.tokenFor({ holder })}`;
        const posted = call % 2 === 0 ? confirm('channel') : oneClick;
        const { isDead, answer } = await postAndDie(path, posted, { call, moment });
        expect(answer.statusCode).toBe(isDead ? 500 : 200);
        if (isDead) deaths += 1;
        expect(await pages.post(path, oneClick)).toMatchObject({ statusCode: 200 });
        const profile = await pages.profiles.get(userId);
        expect(profile?.preferences).toEqual({
          'promotions#EMAIL': expect.objectContaining({ enabled: false, how: 'UNSUBSCRIBE_LINK' }),
        });
      }
      expect(deaths).toBeGreaterThanOrEqual(2);
      expect(deaths).toBeLessThan(mostCalls);
    },
  );
}

test('a page that is saved by a process that dies is saved whole, or not at all', async () => {
  let deaths = 0;
  for (const moment of ['before', 'after'] as const) {
    for (let call = 1; call <= mostCalls; call += 1) {
      users += 1;
      const userId = `user-${users}`;
      await pages.putUser(userId, emailOf(userId));
      const token = pages.tokenFor({ holder: pages.user(userId), purpose: 'PREFERENCES' });
      const path = `/preferences/${token}`;
      const form = formOf((await pages.get(path)).body, {
        untick: ['on:promotions#EMAIL', 'on:orders#IN_APP'],
        tick: ['days-0:MON'],
        fill: { 'from-0': '22:00', 'to-0': '07:00', 'time-zone': 'Europe/Paris' },
      });
      const { isDead } = await postAndDie(path, { form }, { call, moment });
      if (isDead) deaths += 1;
      const seen = await pages.profiles.get(userId);
      const cells = Object.keys(seen?.preferences ?? {}).length;
      expect([cells, seen?.timeZone]).toEqual(cells === 0 ? [0, undefined] : [2, 'Europe/Paris']);
      expect(await pages.post(path, { form })).toMatchObject({ statusCode: 200 });
      expect(await pages.profiles.get(userId)).toMatchObject({
        timeZone: 'Europe/Paris',
        quietHours: { weekly: [{ days: ['MON'] }] },
        preferences: {
          'promotions#EMAIL': { enabled: false },
          'orders#IN_APP': { enabled: false },
        },
      });
    }
  }
  expect(deaths).toBeGreaterThanOrEqual(4);
});

test('what is not signed by us costs no call', async () => {
  const { calls, answer } = await postAndDie('/unsubscribe/forged.token', oneClick, undefined);
  expect(answer.statusCode).toBe(404);
  expect(calls).toBe(0);
});
