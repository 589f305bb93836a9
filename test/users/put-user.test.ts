import { describe, expect, test } from 'vitest';
import { Profile } from '#core/recipient.ts';
import { deleteUser, putUser } from '#functions/users/profiles/put-user.ts';
import type { Profiles } from '#platform/profiles.ts';
import { ClaimItem, claimsOf } from '#platform/recipients-table.ts';

/** Profiles in memory, by the conditions that the table has; `failing` makes the profile's write crash. */
const world = () => {
  const profiles = new Map<string, Profile>();
  const claims = new Map<string, ClaimItem>();
  const state = { now: 1_000_000, failing: false };
  const table: Profiles = {
    get: async (userId) => profiles.get(userId),
    put: async (userId, fields, seen, at) => {
      if (state.failing) throw new Error('killed');
      if (profiles.get(userId)?.updatedAt !== seen?.updatedAt) return undefined;
      const profile = Profile.parse({ ...fields, userId, createdAt: at, updatedAt: at });
      profiles.set(userId, profile);
      return profile;
    },
    delete: async (userId) => {
      profiles.delete(userId);
    },
    claimItem: async (pk) => claims.get(pk),
    claim: async (pk, owner, claimedAt, instead) => {
      const before = claims.get(pk)?.owner;
      if (before !== undefined && before !== owner && before !== instead) return undefined;
      const item = ClaimItem.parse({ ...claims.get(pk), pk, owner, claimedAt });
      claims.set(pk, item);
      return item;
    },
    release: async (pk, userId) => {
      if (claims.get(pk)?.owner === userId) claims.delete(pk);
    },
    copyToOwner: async () => undefined,
  };
  const ownerOf = (email: string) => claims.get(claimsOf({ email }).email ?? '')?.owner;
  return { deps: { profiles: table, now: () => state.now }, profiles, claims, state, ownerOf };
};

const email = 'ada@example.com';

describe('putUser', () => {
  test('claims nothing for who is refused for a name or an address of somebody else', async () => {
    const { deps, claims } = world();
    await putUser('bob', { phoneNumber: '+14155550100' }, deps);
    const before = claims.size;
    const claimed: string[] = [];
    const profiles: Profiles = {
      ...deps.profiles,
      claim: (pk, ...more) => {
        claimed.push(pk);
        return deps.profiles.claim(pk, ...more);
      },
    };
    const fields = { email, username: 'Ada', phoneNumber: '+14155550100' };
    await expect(putUser('ada', fields, { ...deps, profiles })).rejects.toMatchObject({
      code: 'ADDRESS_TAKEN',
    });
    expect(claimed).toEqual([]);
    expect(claims.size).toBe(before);
  });

  test('makes a user and gives them what they alone may have', async () => {
    const { deps, claims, ownerOf } = world();
    const { isNew } = await putUser(
      'ada',
      { email, username: 'Ada', phoneNumber: '+14155550100' },
      deps,
    );
    expect(isNew).toBe(true);
    expect(ownerOf(email)).toBe('ada');
    expect(claims.size).toBe(3);
  });

  test.each([
    ['email', { email: 'ADA@example.com' }, 'ADDRESS_TAKEN'],
    ['username', { username: 'ADA' }, 'USERNAME_TAKEN'],
  ])(
    'refuses another user the same %s, whatever its case, and stores nothing',
    async (_, fields, code) => {
      const { deps, profiles, claims } = world();
      await putUser('ada', { email, username: 'ada' }, deps);
      const before = claims.size;
      const refused = putUser('bob', { phoneNumber: '+14155550101', ...fields }, deps);
      await expect(refused).rejects.toMatchObject({ code });
      expect(profiles.has('bob')).toBe(false);
      expect(claims.size).toBe(before);
    },
  );

  test('frees the address that a user no longer has', async () => {
    const { deps, ownerOf } = world();
    await putUser('ada', { email }, deps);
    await putUser('ada', { email: 'new@example.com' }, deps);
    expect(ownerOf(email)).toBeUndefined();
    expect(ownerOf('new@example.com')).toBe('ada');
  });

  test('is mended by the same PUT when it died before the profile was written', async () => {
    const { deps, state, ownerOf, profiles } = world();
    state.failing = true;
    await expect(putUser('ada', { email }, deps)).rejects.toThrow('killed');
    expect(ownerOf(email)).toBe('ada');
    state.failing = false;
    await putUser('ada', { email }, deps);
    expect(profiles.get('ada')?.email).toBe(email);
  });

  test('lets another user have what a dead request claimed, but not at once', async () => {
    const { deps, state, ownerOf } = world();
    state.failing = true;
    await expect(putUser('ada', { email }, deps)).rejects.toThrow('killed');
    state.failing = false;
    await expect(putUser('bob', { email }, deps)).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
    state.now += 60_000;
    await putUser('bob', { email }, deps);
    expect(ownerOf(email)).toBe('bob');
  });
});

test('deleteUser frees everything and may be said twice', async () => {
  const { deps, claims, profiles } = world();
  await putUser('ada', { email, username: 'ada' }, deps);
  await deleteUser('ada', deps);
  await deleteUser('ada', deps);
  expect(claims.size).toBe(0);
  expect(profiles.size).toBe(0);
});
