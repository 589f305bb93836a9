import { linkKeysOf } from '#core/link-token.ts';
import { createAddressPreferences } from '#platform/address-preferences.ts';
import { createDynamo, createSecretsManager } from '#platform/clients.ts';
import { httpService } from '#platform/http-handler.ts';
import { createPreferencesTable } from '#platform/preferences-table.ts';
import { createProfiles } from '#platform/profiles.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import type { Route } from '#platform/route.ts';
import { categories } from '#templates/categories.ts';
import { PublicEnv } from './env.ts';
import { preferencePageRoutes } from './preferences/routes.ts';
import { problemPage } from './problem-page.ts';
import type { PublicDeps } from './public-deps.ts';
import { unsubscribeRoutes } from './unsubscribe/routes.ts';

/** Every route of the public function. */
export const publicRoutes: readonly Route<PublicDeps>[] = [
  ...unsubscribeRoutes,
  ...preferencePageRoutes,
];

/** The function behind the links that people are sent. */
export const publicService = httpService({
  env: PublicEnv,
  clients: () => ({ dynamo: createDynamo(), secrets: createSecretsManager() }),
  build: (env, { dynamo, secrets }, { now }): PublicDeps => {
    const readSecret = createReadSecret(secrets, env.LINK_SECRET_ARN, now);
    return {
      profiles: createProfiles(dynamo, env.RECIPIENTS_TABLE),
      preferences: createPreferencesTable(dynamo, env.RECIPIENTS_TABLE),
      addressPreferences: createAddressPreferences(dynamo, env.RECIPIENTS_TABLE),
      readLinkKeys: async () => linkKeysOf(await readSecret()),
      categories,
      quietHoursByDefault: env.QUIET_HOURS,
      now,
    };
  },
  routes: publicRoutes,
  answerProblem: problemPage,
});
