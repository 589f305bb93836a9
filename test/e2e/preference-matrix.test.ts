import { describe, expect, test } from 'vitest';
import { expectProblem, makeUser, orderFor } from './herald.ts';
import { call } from './signed-call.ts';
import { simulate } from './simulate.ts';

const preferencesOf = (userId: string) => `/users/${userId}/preferences`;

describe('preferences', () => {
  test('are merged cell by cell, and replaced by who has read them last', async () => {
    const { userId } = await makeUser();
    const path = preferencesOf(userId);

    await call('POST', path, {
      body: { preferences: [{ category: 'orders', channel: 'SMS', enabled: false }] },
    });
    const merged = await call('POST', path, {
      body: { preferences: [{ category: 'promotions', enabled: true }] },
    });
    const etag = merged.headers.get('etag') ?? '';
    const replaced = await call('PUT', path, {
      body: { preferences: [{ channel: 'EMAIL', enabled: false }] },
      headers: { 'if-match': etag },
    });
    const stale = await call('PUT', path, {
      body: { preferences: [] },
      headers: { 'if-match': etag },
    });
    const blind = await call('PUT', path, { body: { preferences: [] } });

    expect(merged, merged.text).toMatchObject({
      status: 200,
      body: {
        preferences: [
          { category: 'orders', channel: 'SMS', enabled: false, how: 'API' },
          { category: 'promotions', enabled: true, how: 'API' },
        ],
      },
    });
    expect(replaced, replaced.text).toMatchObject({
      status: 200,
      body: { preferences: [{ channel: 'EMAIL', enabled: false }] },
    });
    expectProblem(stale, 412, 'VERSION_CONFLICT');
    expectProblem(blind, 428, 'VERSION_REQUIRED');
    expect((await call('GET', path)).body).toEqual(replaced.body);
  });

  test('say in which order channels are tried, by category', async () => {
    const { userId } = await makeUser();
    const path = preferencesOf(userId);
    const set = (...channelOrder: readonly object[]) =>
      call('POST', path, { body: { preferences: [], channelOrder } });

    await set({ category: 'orders', channels: ['SMS', 'EMAIL'] });
    const merged = await set({ channels: ['EMAIL'] });
    const unknown = await set({ category: 'gossip', channels: ['EMAIL'] });
    const explained = await call('GET', `${path}?explain=true`);
    const simulated = await simulate(
      orderFor({
        recipientType: 'USER_ID',
        recipientIdentifier: userId,
        routing: { mode: 'FIRST_SUCCESS' },
      }),
    );
    const replaced = await call('PUT', path, {
      body: { preferences: [] },
      headers: { 'if-match': merged.headers.get('etag') ?? '' },
    });

    const said = { how: 'API', by: expect.any(String), at: expect.any(String) };
    expect(merged.body).toMatchObject({
      channelOrder: [
        { category: 'orders', channels: ['SMS', 'EMAIL'], ...said },
        { channels: ['EMAIL'], ...said },
      ],
    });
    expectProblem(unknown, 400, 'INVALID_REQUEST');
    expect(explained.body).toMatchObject({
      orders: expect.arrayContaining([
        expect.objectContaining({ category: 'orders', level: 'category' }),
        expect.objectContaining({ category: 'promotions', level: 'everything', how: 'API' }),
      ]),
    });
    // The SMS has nowhere to go.
    const by = (name: string) => simulated.decisions.find(({ channel }) => channel === name);
    expect(by('EMAIL')).toMatchObject({ verdict: 'DELIVER' });
    expect(by('IN_APP')).toMatchObject({ verdict: 'HOLD', reason: 'FALLBACK' });
    expect(replaced.body).toEqual({ preferences: [] });
  });

  test('of a category or a channel that is none are refused', async () => {
    const { userId } = await makeUser();
    for (const preference of [
      { category: 'gossip', enabled: true },
      { channel: 'PIGEON', enabled: true },
    ]) {
      const answer = await call('POST', preferencesOf(userId), {
        body: { preferences: [preference] },
      });
      expectProblem(answer, 400, 'INVALID_REQUEST');
    }
  });

  test("do not lose each other's cells when written at once", async () => {
    const { userId } = await makeUser();
    const cells = ['orders', 'promotions'].flatMap((category) =>
      ['EMAIL', 'SMS', 'PUSH', 'IN_APP'].map((channel) => ({ category, channel, enabled: false })),
    );

    const answers = await Promise.all(
      cells.map((cell) => call('POST', preferencesOf(userId), { body: { preferences: [cell] } })),
    );

    for (const answer of answers) expect(answer, answer.text).toMatchObject({ status: 200 });
    const { body } = await call('GET', preferencesOf(userId));
    expect(body).toMatchObject({ preferences: { length: cells.length } });
  });
});
