import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';
import { diffTemplates } from '#core/template-diff.ts';
import type { TemplateBody } from '#core/template-version.ts';
import { type Route, route } from '#platform/route.ts';
import { noSuchTemplate, ownTemplateId, type TemplateRoutesDeps } from './template-deps.ts';

const Params = z.object({ templateId: z.string() });

const WhichVersion = z.union([
  z.literal('draft'),
  z.coerce.number().int().positive().max(99_999_999),
]);
type WhichVersion = z.infer<typeof WhichVersion>;

const DiffQuery = z.strictObject({
  from: WhichVersion.optional().meta({ description: 'What is sent now, where nothing is said.' }),
  to: WhichVersion.default('draft'),
});

const DiffView = z
  .object({
    templateId: z.string(),
    from: z.union([z.literal('draft'), z.int()]),
    to: z.union([z.literal('draft'), z.int()]),
    changes: z.array(
      z.object({
        pointer: z.string().meta({ description: 'Into the body of a draft.' }),
        kind: z.enum(['ADDED', 'REMOVED', 'CHANGED']),
        lines: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })),
      }),
    ),
  })
  .meta({ id: 'TemplateDiff', description: 'What changed, field by field and line by line.' });

/** What somebody changed. */
export const diffRoutes: readonly Route<TemplateRoutesDeps>[] = [
  route<TemplateRoutesDeps, z.infer<typeof Params>, z.infer<typeof DiffQuery>>({
    method: 'GET',
    path: '/templates/{templateId}/diff',
    operationId: 'diffTemplate',
    summary: 'What changed between two versions, or from what is sent to the draft',
    params: Params,
    query: DiffQuery,
    answers: { 200: { description: 'The changes.', schema: DiffView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'TEMPLATE_IN_CODE'],
    handle: async ({ params, query: { from: given, to } }, deps) => {
      const inCode = deps.templates.get(params.templateId);
      // Versions that were deployed can be compared; there is no draft of them.
      const isOfNumbers = to !== 'draft' && given !== 'draft';
      const templateId =
        inCode !== undefined && isOfNumbers ? inCode.id : ownTemplateId(params.templateId, deps);
      const deployed = inCode && (await deps.codeVersionOf(inCode)).version;
      const sent = async () => (await deps.table.getRelease(templateId))?.release.publishedVersion;
      const from = given ?? deployed ?? (await sent());
      if (from === undefined) throw noSuchTemplate(templateId);
      const [before, after] = await Promise.all([
        bodyOf(templateId, from, deps),
        bodyOf(templateId, to, deps),
      ]);
      return { status: 200, body: { templateId, from, to, changes: diffTemplates(before, after) } };
    },
  }),
];

async function bodyOf(
  templateId: string,
  which: WhichVersion,
  { table }: TemplateRoutesDeps,
): Promise<TemplateBody> {
  const found =
    which === 'draft'
      ? await table.getDraft(templateId)
      : await table.getVersion(templateId, which);
  if (found !== undefined) return found.body;
  const what = which === 'draft' ? 'draft' : `version ${which}`;
  throw new ProblemError('NOT_FOUND', `${templateId} has no ${what}.`);
}
