import * as z from 'zod';
import { ChannelName } from '#core/channel.ts';
import { Locale } from '#core/recipient.ts';
import { languagesOf } from '#core/template-languages.ts';
import { type Route, route } from '#platform/route.ts';
import { noSuchTemplate, type TemplateRoutesDeps, templateIdOf } from './template-deps.ts';

const Params = z.object({ templateId: z.string() });

const mostLocales = 100;

const LanguagesQuery = z.strictObject({
  locales: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(Locale).max(mostLocales))
    .optional()
    .meta({ description: 'Languages to look for beside those that it has, such as fr,pt-BR.' }),
});

const LanguagesView = z
  .object({
    templateId: z.string(),
    version: z.int(),
    languages: z.array(
      z.object({
        locale: z.string(),
        isComplete: z.boolean(),
        channels: z.array(
          z.object({
            channel: ChannelName,
            from: z.string().meta({ description: 'The language whose words its readers get.' }),
            missingFields: z.array(z.string()),
          }),
        ),
        missingMessages: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'TemplateLanguages', description: 'What a template lacks in which language.' });

/** What translators still have to do. */
export const languageRoutes: readonly Route<TemplateRoutesDeps>[] = [
  route<TemplateRoutesDeps, z.infer<typeof Params>, z.infer<typeof LanguagesQuery>>({
    method: 'GET',
    path: '/templates/{templateId}/languages',
    operationId: 'getTemplateLanguages',
    summary: 'What is missing in which language, of what is sent now',
    params: Params,
    query: LanguagesQuery,
    answers: { 200: { description: 'Each language but the default.', schema: LanguagesView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params, query: { locales = [] } }, { templates, table, codeVersionOf }) => {
      const { templateId } = params;
      const inCode = templates.get(templateId);
      if (inCode !== undefined) {
        const languages = languagesOf(inCode, locales);
        const { version } = await codeVersionOf(inCode);
        return { status: 200, body: { templateId, version, languages } };
      }
      const release = (await table.getRelease(templateIdOf(templateId)))?.release;
      const version = release?.publishedVersion;
      const stored =
        version === undefined ? undefined : await table.getVersion(templateId, version);
      if (stored === undefined) throw noSuchTemplate(templateId);
      const languages = languagesOf(stored.body, locales);
      return { status: 200, body: { templateId, version, languages } };
    },
  }),
];
