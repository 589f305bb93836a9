import * as z from 'zod';
import type { ProblemDetail } from '#core/problem.ts';
import { ProblemError } from '#core/problem.ts';
import { channelsOf, type Template } from '#core/template.ts';
import type { Render } from '#functions/delivery/render.ts';
import type { RenderableVersion } from '#functions/stored-templates/engine.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { invalid } from '#platform/invalid.ts';
import { problemDetails } from '#platform/problem-details.ts';
import { type Route, route } from '#platform/route.ts';
import { PreviewRequest, PreviewView, previewTemplate } from './preview-template.ts';
import {
  checkDeployed,
  noSuchTemplate,
  type TemplateRoutesDeps,
  templateIdOf,
} from './template-deps.ts';

const Params = z.object({ templateId: z.string() });

/** What a preview is made of, whichever source and version it is. */
interface Previewable {
  readonly version: number | 'draft';
  readonly category: string;
  readonly channels: readonly string[];
  readonly sample: Readonly<Record<string, unknown>>;
  readonly checkData: (data: unknown) => readonly ProblemDetail[];
  readonly render: Render;
}

/** Looking at a template as its readers would. */
export const previewRoutes: readonly Route<TemplateRoutesDeps>[] = [
  route<TemplateRoutesDeps, z.infer<typeof Params>, unknown, PreviewRequest>({
    method: 'POST',
    path: '/templates/{templateId}/preview',
    operationId: 'previewTemplate',
    summary: 'Render every channel of a version or of the draft, and send nothing',
    params: Params,
    body: PreviewRequest,
    bodyExample: { locale: 'fr-CA', timeZone: 'America/Toronto' },
    isBodyOptional: true,
    answers: { 200: { description: 'What a person would get.', schema: PreviewView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { templateId }, body }, deps) => {
      const found = await findPreviewable(templateId, body, deps);
      if (found === undefined) throw noSuchTemplate(templateId);
      const data = body.data ?? found.sample;
      const problems = found.checkData(data);
      if (problems.length > 0) throw invalid(problems);
      const { version, channels } = found;
      const category = deps.categories.get(found.category);
      const { locale, timeZone, variant } = body;
      const input = { templateId, version, variant, channels, category, data, locale, timeZone };
      return { status: 200, body: previewTemplate(input, { ...deps, render: found.render }) };
    },
  }),
];

async function findPreviewable(
  templateId: string,
  { version, variant }: Pick<PreviewRequest, 'version' | 'variant'>,
  deps: TemplateRoutesDeps,
): Promise<Previewable | undefined> {
  const inCode = deps.templates.get(templateId);
  if (inCode !== undefined) {
    const deployed = await checkDeployed(inCode, version, deps);
    return variant === undefined ? ofCode(inCode, deployed, deps) : undefined;
  }
  const id = templateIdOf(templateId);
  if (version === 'draft') return ofDraft(id, deps);
  const number = version ?? (await versionSent(id, variant, deps));
  const stored = number === undefined ? undefined : await deps.table.getVersion(id, number);
  return stored === undefined ? undefined : ofBody(stored.version, stored, deps);
}

async function versionSent(
  templateId: string,
  variant: string | undefined,
  { table }: TemplateRoutesDeps,
): Promise<number | undefined> {
  const release = (await table.getRelease(templateId))?.release;
  if (variant === undefined) return release?.publishedVersion;
  const found = release?.experiment?.variants.find(({ name }) => name === variant);
  if (found !== undefined) return found.version;
  const detail = `No experiment of ${templateId} is under way that has a variant ${variant}.`;
  throw invalid([{ pointer: '/variant', code: 'UNKNOWN_VARIANT', detail }]);
}

function ofCode(template: Template, version: number, { render }: TemplateRoutesDeps): Previewable {
  return {
    version,
    category: template.category,
    channels: channelsOf(template),
    sample: template.sample,
    checkData: (data) => {
      const parsed = template.dataSchema.safeParse(data);
      return parsed.success ? [] : problemDetails(parsed.error, ['data']);
    },
    render,
  };
}

async function ofDraft(
  templateId: string,
  deps: TemplateRoutesDeps,
): Promise<Previewable | undefined> {
  const draft = await deps.table.getDraft(templateId);
  if (draft === undefined) return undefined;
  const checked = await deps.checkDraft(draft.body);
  if (checked.kind === 'refused') throw invalid(checked.problems);
  return ofBody('draft', { templateId, body: draft.body, programs: checked.programs }, deps);
}

async function ofBody(
  version: Previewable['version'],
  stored: RenderableVersion,
  { prepareVersion }: TemplateRoutesDeps,
): Promise<Previewable> {
  const { category, content, sample, dataSchema } = stored.body;
  const read = readDataSchema(dataSchema);
  if (read.kind === 'refused') {
    throw new ProblemError('INVALID_REQUEST', 'Its data schema is not taken any more.', {
      errors: read.problems,
    });
  }
  return {
    version,
    category,
    channels: Object.keys(content.default ?? {}),
    sample,
    checkData: (data) =>
      read.schema.validate(data).map((one) => ({ ...one, pointer: `/data${one.pointer}` })),
    render: await prepareVersion(stored),
  };
}
