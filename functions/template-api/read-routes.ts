import * as z from 'zod';
import { isoTime } from '#core/instant.ts';
import { ProblemError } from '#core/problem.ts';
import { TemplateId } from '#core/template.ts';
import { ReleaseEvent, TemplateSource } from '#core/template-version.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';
import { invalid } from '#platform/invalid.ts';
import { listQuery, toCursor } from '#platform/paging.ts';
import { type Route, route } from '#platform/route.ts';
import { listTemplates } from './list-templates.ts';
import { noSuchTemplate, type TemplateRoutesDeps, templateIdOf } from './template-deps.ts';
import {
  codeView,
  releaseView,
  TemplateVersionView,
  TemplateView,
  versionView,
} from './template-view.ts';

const TemplatePage = z
  .object({ items: z.array(TemplateView), cursor: z.string().optional() })
  .meta({ id: 'TemplatePage', description: 'A page of templates, by id.' });

const DateTime = z.iso.datetime();

const VersionPage = z
  .object({
    items: z.array(
      z.object({
        version: z.int(),
        source: TemplateSource,
        isPublished: z.boolean(),
        createdAt: DateTime.optional(),
        createdBy: z.string().optional(),
        releases: z.array(ReleaseEvent.omit({ version: true }).extend({ at: DateTime })).meta({
          description: 'When it was published, rolled out or rolled back to, and by whom.',
        }),
      }),
    ),
    cursor: z.string().optional(),
  })
  .meta({
    id: 'TemplateVersionPage',
    description: 'The versions of a template, the newest first.',
  });

const Params = z.object({ templateId: z.string() });
type Params = z.infer<typeof Params>;
const VersionParams = Params.extend({
  version: z.coerce.number().int().positive().max(99_999_999),
});
type VersionParams = z.infer<typeof VersionParams>;

const TemplateQuery = listQuery.extend({
  category: z.string().max(64).optional(),
  channel: ChannelEnum.optional(),
});
type TemplateQuery = z.infer<typeof TemplateQuery>;
type ListQuery = z.infer<typeof listQuery>;

/** The templates that a send may name, and every version of them. */
export const readRoutes: readonly Route<TemplateRoutesDeps>[] = [
  route<TemplateRoutesDeps, unknown, TemplateQuery>({
    method: 'GET',
    path: '/templates',
    operationId: 'listTemplates',
    summary: 'The templates that a send may name',
    query: TemplateQuery,
    answers: { 200: { description: 'A page.', schema: TemplatePage } },
    problems: ['INVALID_REQUEST'],
    handle: async ({ query }, deps) => {
      const { cursor } = query;
      if (cursor !== undefined && !TemplateId.safeParse(cursor).success) throw foreignCursor();
      const { category } = query;
      if (category !== undefined && !deps.categories.has(category)) {
        const known = [...deps.categories.keys()].join(', ');
        const detail = `There is no category ${category}; there are: ${known}.`;
        throw invalid([{ pointer: '/query/category', code: 'UNKNOWN_CATEGORY', detail }]);
      }
      const { items, isLast } = await listTemplates(query, deps);
      const next = isLast ? undefined : items.at(-1)?.templateId;
      return { status: 200, body: { items, ...toCursor(next) } };
    },
  }),
  route<TemplateRoutesDeps, Params>({
    method: 'GET',
    path: '/templates/{templateId}',
    operationId: 'getTemplate',
    summary: 'One template as it is sent, with the data that it takes',
    params: Params,
    answers: { 200: { description: 'The template.', schema: TemplateView } },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { templateId } }, { templates, table, categories, codeVersionOf }) => {
      const inCode = templates.get(templateId);
      if (inCode !== undefined) {
        const body = codeView(inCode, await codeVersionOf(inCode), categories);
        return { status: 200, body };
      }
      const stored = await table.getRelease(templateIdOf(templateId));
      const view = stored && releaseView(stored, categories);
      if (view === undefined) throw noSuchTemplate(templateId);
      return { status: 200, body: view };
    },
  }),
  route<TemplateRoutesDeps, Params, ListQuery>({
    method: 'GET',
    path: '/templates/{templateId}/versions',
    operationId: 'listTemplateVersions',
    summary: 'The versions of a template: who made them, and when they were sent',
    params: Params,
    query: listQuery,
    answers: { 200: { description: 'A page.', schema: VersionPage } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { templateId }, query: { limit, cursor } }, deps) => {
      const { templates, table, codeVersionOf } = deps;
      const inCode = templates.get(templateId);
      const deployed = inCode && (await codeVersionOf(inCode));
      const before = z.coerce.number().int().positive().max(999_999_999).optional();
      const start = before.safeParse(cursor);
      if (!start.success) throw foreignCursor();
      const [stored, heads] = await Promise.all([
        table.getRelease(templateIdOf(templateId)),
        table.listVersions(templateId, start.data, limit),
      ]);
      // What was only tested has versions that nothing points to.
      if (stored === undefined && heads.length === 0) throw noSuchTemplate(templateId);
      const { publishedVersion, history = [] } = stored?.release ?? {};
      const sent = deployed?.version ?? publishedVersion;
      const items = heads.map(({ version, createdAt, createdBy, isCode }) => ({
        version,
        source: isCode === true ? 'CODE' : 'API',
        isPublished: version === sent,
        createdAt: isoTime(createdAt),
        createdBy,
        releases: history
          .filter(
            (event) =>
              event.version === version ||
              event.variants?.some((variant) => variant.version === version),
          )
          .map(({ version: _, at, ...event }) => ({ ...event, at: isoTime(at) })),
      }));
      const next = heads.length < limit ? undefined : heads.at(-1)?.version.toString();
      return { status: 200, body: { items, ...toCursor(next) } };
    },
  }),
  route<TemplateRoutesDeps, VersionParams>({
    method: 'GET',
    path: '/templates/{templateId}/versions/{version}',
    operationId: 'getTemplateVersion',
    summary: 'One version of a template, with its content',
    params: VersionParams,
    answers: { 200: { description: 'The version.', schema: TemplateVersionView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { templateId, version } }, deps) => {
      const { categories } = deps;
      const inCode = deps.templates.get(templateId);
      // What is deployed is kept before it is looked for.
      if (inCode !== undefined) await deps.codeVersionOf(inCode);
      const stored = await deps.table.getVersion(templateIdOf(templateId), version);
      if (stored === undefined) {
        const detail = `${templateId} has no version ${version}; GET /templates/${templateId}/versions lists them.`;
        throw new ProblemError('NOT_FOUND', detail);
      }
      return { status: 200, body: versionView(stored, categories) };
    },
  }),
];

function foreignCursor(): ProblemError {
  const detail = 'The cursor is not one that a previous page gave.';
  return invalid([{ pointer: '/query/cursor', code: 'INVALID_VALUE', detail }]);
}
