import * as z from 'zod';
import { Problem, toProblem } from '#core/problem.ts';
import { UserId } from '#core/recipient.ts';
import { type Route, route } from '#platform/route.ts';
import { ImportLine } from './import-line.ts';
import { type ImportUsersDeps, importUsers } from './import-users.ts';

export type ImportRoutesDeps = ImportUsersDeps;

/** As a batch of sends; Lambda itself takes 6 MB. */
const maxImportBytes = 5 * 1000 * 1000;

const line = z.int().positive().meta({ description: 'From 1; empty lines count.' });

const ImportResults = z
  .object({
    results: z.array(
      z.union([
        z.object({ line, userId: UserId, status: z.enum(['CREATED', 'REPLACED']) }),
        z.object({ line, error: Problem }),
      ]),
    ),
  })
  .meta({ id: 'ImportResults', description: 'One result per line that is not empty, in order.' });

/** Many users at once. */
export const importRoutes: readonly Route<ImportRoutesDeps>[] = [
  route<ImportRoutesDeps, unknown, unknown, string>({
    method: 'POST',
    path: '/users/import',
    operationId: 'importUsers',
    summary: 'Make or replace up to 1,000 users, a line each; a bad line spoils no other',
    mediaType: 'application/x-ndjson',
    body: z.string(),
    bodyDocs: ImportLine,
    bodyExample: [
      '{"userId":"ada","email":"ada@example.com","locale":"en-GB","timeZone":"Europe/London"}',
      '{"userId":"bob","phoneNumber":"+14155550101","preferences":[{"category":"promotions","enabled":false}]}',
      '',
    ].join('\n'),
    maxBodyBytes: maxImportBytes,
    answers: { 200: { description: 'What became of each line.', schema: ImportResults } },
    problems: ['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE'],
    handle: async ({ body, request }, deps) => {
      const results = await importUsers(body, request.caller, deps);
      return {
        status: 200,
        body: {
          results: results.map((result) =>
            'error' in result ? { ...result, error: toProblem(result.error) } : result,
          ),
        },
      };
    },
  }),
];
