import { analyticsRoutes } from '#functions/analytics/api/service.ts';
import { apiRoutes } from '#functions/api/service.ts';
import { eventHookRoutes } from '#functions/event-hooks/api/service.ts';
import { ingressRoutes } from '#functions/ingress/routes.ts';
import { publicRoutes } from '#functions/public/service.ts';
import { simulateRoutes } from '#functions/simulate/routes.ts';
import { templateRoutes } from '#functions/template-api/service.ts';
import { usersRoutes } from '#functions/users/service.ts';
import packageJson from '../package.json' with { type: 'json' };
import { buildOpenApi } from './build-openapi.ts';

/** The text of docs/openapi.json. */
export const openApiText = (): string =>
  `${JSON.stringify(
    buildOpenApi({
      version: packageJson.version,
      routes: [
        ...ingressRoutes,
        ...simulateRoutes,
        ...apiRoutes,
        ...templateRoutes,
        ...usersRoutes,
        ...eventHookRoutes,
        ...analyticsRoutes,
        ...publicRoutes,
      ],
    }),
    undefined,
    2,
  )}\n`;
