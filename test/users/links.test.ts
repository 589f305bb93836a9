import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkRoutes } from '#functions/users/links/routes.ts';
import { createDispatch } from '#platform/http-dispatch.ts';
import { createRevokeLinks } from '#platform/revoke-links.ts';
import { startUsersApi } from './users-api.ts';

let api: Awaited<ReturnType<typeof startUsersApi>>;
beforeAll(async () => {
  api = await startUsersApi();
});
afterAll(() => api.close());

const dispatch = createDispatch(linkRoutes);
const revoke = (userId: string) => {
  const request = {
    method: 'POST',
    path: `/users/${userId}/links/revoke`,
    headers: {},
    query: {},
    body: '',
    caller: '1/Shop',
    requestId: 'r',
  };
  const revokeLinks = createRevokeLinks(api.dynamo, api.table);
  return dispatch(request, { revokeLinks, now: () => api.clock.now });
};

test('revoking says which links are void, and stays when the user is replaced', async () => {
  await api.call('PUT', '/users/ada', { email: 'ada@example.com' });
  const before = api.clock.now;
  expect(await revoke('ada')).toEqual({
    status: 200,
    body: { linksRevokedBefore: new Date(before).toISOString() },
  });
  const replaced = await api.call('PUT', '/users/ada', { locale: 'fr' });
  expect(replaced.body).not.toHaveProperty('linksRevokedBefore');
  expect((await api.deps.profiles.get('ada'))?.linksRevokedBefore).toBe(before);
  expect(await revoke('ada')).toMatchObject({
    body: { linksRevokedBefore: new Date(api.clock.now).toISOString() },
  });
});

test('who is not there has no links to revoke, and is not made', async () => {
  await expect(revoke('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await api.deps.profiles.get('nobody')).toBeUndefined();
});
