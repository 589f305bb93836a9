import { linkKeysOf } from '#core/link-token.ts';
import { createAddressPreferences } from '#platform/address-preferences.ts';
import { createDynamo, createSecretsManager, createSnsForPages } from '#platform/clients.ts';
import { createPublishEngagement } from '#platform/engagement-publisher.ts';
import { httpService } from '#platform/http-handler.ts';
import { createPreferencesTable } from '#platform/preferences-table.ts';
import { createProfiles } from '#platform/profiles.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import type { Route } from '#platform/route.ts';
import { tell } from '#platform/telemetry.ts';
import { brand } from '#templates/brand.ts';
import { categories } from '#templates/categories.ts';
import { PublicEnv } from './env.ts';
import { preferencePageRoutes } from './preferences/routes.ts';
import { problemPage } from './problem-page.ts';
import type { PublicDeps } from './public-deps.ts';
import { createRenderPage } from './render-page.ts';
import { unsubscribeRoutes } from './unsubscribe/routes.ts';
import { createTellUnsubscribed } from './unsubscribe/tell-unsubscribed.ts';

/** Every route of the public function. */
export const publicRoutes: readonly Route<PublicDeps>[] = [
  ...unsubscribeRoutes,
  ...preferencePageRoutes,
];

/** The function behind the links that people are sent. */
export const publicService = httpService({
  env: PublicEnv,
  clients: () => ({
    dynamo: createDynamo(),
    secrets: createSecretsManager(),
    sns: createSnsForPages(),
  }),
  build: (env, { dynamo, secrets, sns }, { now }): PublicDeps => {
    const readSecret = createReadSecret(secrets, env.LINK_SECRET_ARN, now);
    return {
      profiles: createProfiles(dynamo, env.RECIPIENTS_TABLE),
      preferences: createPreferencesTable(dynamo, env.RECIPIENTS_TABLE),
      addressPreferences: createAddressPreferences(dynamo, env.RECIPIENTS_TABLE),
      readLinkKeys: async () => linkKeysOf(await readSecret()),
      categories,
      quietHoursByDefault: env.QUIET_HOURS,
      renderPage: createRenderPage({ ...brand, ...env.BRAND }),
      tellUnsubscribed: createTellUnsubscribed(
        createPublishEngagement(sns, env.UNSUBSCRIBES_TOPIC_ARN),
        (deliveryId, error) => tell('unsubscribe-untold', { deliveryId }, error),
      ),
      now,
    };
  },
  routes: publicRoutes,
  answerProblem: problemPage,
});
