import * as z from 'zod';
import type { Categories } from '#core/category.ts';
import { ChannelName } from '#core/channel.ts';
import { ProblemError } from '#core/problem.ts';
import { channelsOf, type Template, type Templates } from '#core/template.ts';
import { listQuery, toPage } from '#platform/paging.ts';
import { type Route, route } from '#platform/route.ts';

export interface TemplateRoutesDeps {
  readonly templates: Templates;
  readonly categories: Categories;
}

const TemplateView = z
  .object({
    templateId: z.string(),
    category: z.string(),
    critical: z.boolean(),
    dataSchema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema 2020-12.' }),
    sample: z.record(z.string(), z.unknown()),
    channels: z.array(ChannelName),
    locales: z.array(z.string()),
  })
  .meta({ id: 'Template', description: 'What a send may name, and the data that it takes.' });

const TemplatePage = z
  .object({ items: z.array(TemplateView), cursor: z.string().optional() })
  .meta({ id: 'TemplatePage', description: 'A page of templates, by id.' });

/** The templates that a send may name. */
export const templateRoutes: readonly Route<TemplateRoutesDeps>[] = [
  route<TemplateRoutesDeps, unknown, z.infer<typeof listQuery>>({
    method: 'GET',
    path: '/templates',
    operationId: 'listTemplates',
    summary: 'The templates that a send may name',
    query: listQuery,
    answers: { 200: { description: 'A page.', schema: TemplatePage } },
    problems: ['INVALID_REQUEST'],
    handle: async ({ query: { limit, cursor = '' } }, deps) => {
      const page = [...deps.templates.values()]
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .filter(({ id }) => id > cursor)
        .slice(0, limit)
        .map((template) => toTemplateView(template, deps));
      return { status: 200, body: toPage(page, limit, ({ templateId }) => templateId) };
    },
  }),
  route<TemplateRoutesDeps, { readonly templateId: string }>({
    method: 'GET',
    path: '/templates/{templateId}',
    operationId: 'getTemplate',
    summary: 'One template, with the data that it takes',
    params: z.object({ templateId: z.string() }),
    answers: { 200: { description: 'The template.', schema: TemplateView } },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { templateId } }, deps) => {
      const template = deps.templates.get(templateId);
      if (template === undefined) {
        throw new ProblemError(
          'NOT_FOUND',
          `There is no template ${templateId}; GET /templates lists them.`,
        );
      }
      return { status: 200, body: toTemplateView(template, deps) };
    },
  }),
];

function toTemplateView(
  template: Template,
  { categories }: TemplateRoutesDeps,
): z.infer<typeof TemplateView> {
  return {
    templateId: template.id,
    category: template.category,
    critical: categories.get(template.category)?.critical ?? false,
    dataSchema: { ...z.toJSONSchema(template.dataSchema, { io: 'input' }) },
    sample: template.sample,
    channels: [...channelsOf(template)],
    locales: Object.keys(template.content),
  };
}
