import * as z from 'zod';
import type { Categories } from '#core/category.ts';
import { ProblemError } from '#core/problem.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import { type Profile, UserId } from '#core/recipient.ts';
import { findUser, noSuchUser } from '#functions/users/profiles/find-user.ts';
import { invalid } from '#platform/invalid.ts';
import type { PreferencesTable, Word } from '#platform/preferences-table.ts';
import type { Profiles } from '#platform/profiles.ts';
import { type HttpResponse, type Route, route } from '#platform/route.ts';
import { explainPreferences } from './explain-preferences.ts';
import {
  PreferencesRequest,
  PreferencesView,
  preferenceErrors,
  toCells,
  toOrders,
  toPreferencesView,
} from './preferences-view.ts';

export interface PreferenceRoutesDeps {
  readonly profiles: Profiles;
  readonly preferences: PreferencesTable;
  readonly categories: Categories;
  /** Of who said nothing; undefined for none. */
  readonly quietHoursByDefault: QuietHours | undefined;
  readonly now: () => number;
}

const Params = z.object({ userId: UserId });
type Params = z.infer<typeof Params>;

const Query = z.strictObject({ explain: z.enum(['true', 'false']).default('false') });

const path = '/users/{userId}/preferences';
const answers = {
  200: { description: 'The preferences; their version is the ETag.', schema: PreferencesView },
};
const bodyExample = {
  preferences: [
    { category: 'promotions', enabled: false },
    { category: 'orders', channel: 'EMAIL', enabled: true },
  ],
  quietHours: { weekly: [{ days: ['SAT', 'SUN'], from: '22:00', to: '09:00' }] },
  channelOrder: [{ category: 'orders', channels: ['PUSH', 'SMS'] }, { channels: ['EMAIL'] }],
} as const;

/** A person's preferences: category by channel. */
export const preferenceRoutes: readonly Route<PreferenceRoutesDeps>[] = [
  route<PreferenceRoutesDeps, Params, z.infer<typeof Query>>({
    method: 'GET',
    path,
    operationId: 'getPreferences',
    summary: 'What a person wants to hear, by which channel',
    params: Params,
    query: Query,
    answers,
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId }, query: { explain } }, deps) => {
      return answer(await findUser(userId, deps.profiles), deps, explain === 'true');
    },
  }),
  route<PreferenceRoutesDeps, Params, unknown, PreferencesRequest>({
    method: 'POST',
    path,
    operationId: 'mergePreferences',
    summary: 'Set some preferences and leave the others',
    params: Params,
    body: PreferencesRequest,
    bodyExample,
    answers,
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId }, body, request }, deps) => {
      const word = wordOf(body, request.caller, deps);
      const saysNothing =
        Object.keys(word.cells).length === 0 &&
        Object.keys(word.channelOrder ?? {}).length === 0 &&
        word.quietHours === undefined;
      const profile = saysNothing
        ? await deps.profiles.get(userId)
        : await deps.preferences.merge(userId, word);
      if (profile === undefined) throw noSuchUser(userId);
      return answer(profile, deps);
    },
  }),
  route<PreferenceRoutesDeps, Params, unknown, PreferencesRequest>({
    method: 'PUT',
    path,
    operationId: 'replacePreferences',
    summary: 'Replace all preferences',
    headers: { 'If-Match': 'The ETag that was read, or * for whatever there is.' },
    params: Params,
    body: PreferencesRequest,
    bodyExample,
    answers,
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'VERSION_CONFLICT', 'VERSION_REQUIRED'],
    handle: async ({ params: { userId }, body, request }, deps) => {
      const seen = seenVersion(request.headers['if-match']);
      const word = wordOf(body, request.caller, deps);
      const profile = await deps.preferences.replace(userId, word, seen);
      if (profile !== undefined) return answer(profile, deps);
      await findUser(userId, deps.profiles);
      const detail =
        'Somebody else has changed these preferences. Read them again, then replace them.';
      throw new ProblemError('VERSION_CONFLICT', detail);
    },
  }),
];

function wordOf(body: PreferencesRequest, caller: string, deps: PreferenceRoutesDeps): Word {
  const errors = preferenceErrors(body, deps.categories);
  if (errors.length > 0) throw invalid(errors);
  const said = { how: 'API', by: caller, at: deps.now() } as const;
  const { quietHours } = body;
  return { cells: toCells(body, said), channelOrder: toOrders(body, said), quietHours, said };
}

/** The version in an If-Match; undefined for `*`. What is no ETag of ours matches nothing. */
function seenVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) {
    const detail = 'Send If-Match with the ETag that you read, or * to replace whatever there is.';
    throw new ProblemError('VERSION_REQUIRED', detail);
  }
  if (ifMatch.trim() === '*') return undefined;
  return Number(/^"v(\d+)"$/.exec(ifMatch.trim())?.[1] ?? -1);
}

function answer(
  profile: Profile,
  { categories, quietHoursByDefault }: PreferenceRoutesDeps,
  isExplained = false,
): HttpResponse {
  return {
    status: 200,
    body: {
      ...toPreferencesView(profile),
      ...(isExplained ? explainPreferences(profile, categories, quietHoursByDefault) : {}),
    },
    headers: { etag: `"v${profile.preferencesVersion}"` },
  };
}
