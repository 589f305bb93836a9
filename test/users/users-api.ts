import { type ImportRoutesDeps, importRoutes } from '#functions/users/import/routes.ts';
import {
  type PreferenceRoutesDeps,
  preferenceRoutes,
} from '#functions/users/preferences/routes.ts';
import { type UserRoutesDeps, userRoutes } from '#functions/users/profiles/routes.ts';
import {
  type SuppressionRoutesDeps,
  suppressionRoutes,
} from '#functions/users/suppressions/routes.ts';
import { createDispatch } from '#platform/http-dispatch.ts';
import { createPreferencesTable } from '#platform/preferences-table.ts';
import { createProfiles } from '#platform/profiles.ts';
import type { HttpMethod } from '#platform/route.ts';
import { createSuppressions } from '#platform/suppressions.ts';
import { categories } from '#templates/categories.ts';
import { startRecipients } from '../platform/recipients/recipients-table.ts';

type Deps = UserRoutesDeps & PreferenceRoutesDeps & ImportRoutesDeps & SuppressionRoutesDeps;

const dispatch = createDispatch<Deps>([
  ...userRoutes,
  ...importRoutes,
  ...preferenceRoutes,
  ...suppressionRoutes,
]);

const start = Date.parse('2026-11-23T09:00:00Z');

/** The routes about users on the local DynamoDB; the clock goes on by a second with every call. */
export const startUsersApi = async () => {
  const recipients = await startRecipients();
  const table = await recipients.createTable();
  const { dynamo } = recipients.connect();
  const clock = { now: start };
  const failures: number[] = [];
  const deps: Deps = {
    profiles: createProfiles(dynamo, table),
    preferences: createPreferencesTable(dynamo, table),
    suppressions: createSuppressions(dynamo, table),
    endpoints: { remove: async () => undefined },
    allowLoopbackWebhooks: false,
    categories,
    quietHoursByDefault: undefined,
    onFailure: (line) => failures.push(line),
    now: () => clock.now,
  };
  const call = async (
    method: HttpMethod,
    path: string,
    body?: unknown,
    { query = {}, mediaType = 'application/json', deps: own = deps } = {},
  ) => {
    clock.now += 1_000;
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
    return dispatch(
      {
        method,
        path,
        headers: { 'content-type': mediaType, 'if-match': '*' },
        query,
        body: text,
        caller: '1/Shop',
        requestId: 'r',
      },
      own,
    );
  };
  return { call, deps, clock, failures, table, dynamo, close: recipients.close };
};
