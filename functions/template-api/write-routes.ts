import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';
import { type Route, route } from '#platform/route.ts';
import { DraftRequest, draftExample, toBody } from './draft-request.ts';
import { draftConflict, draftHeaders, seenTagIn, tagHeaders } from './draft-tag.ts';
import {
  moveRollout,
  publishTemplate,
  rollBackTemplate,
  unpublishTemplate,
} from './publish-template.ts';
import { newTemplateId, ownTemplateId, type TemplateRoutesDeps } from './template-deps.ts';
import { draftView, releaseView, TemplateDraftView, TemplateView } from './template-view.ts';

const Params = z.object({ templateId: z.string() });
type Params = z.infer<typeof Params>;

/** Mails in ten languages are long. */
const maxDraftBytes = 1_000_000;

const DraftQuery = z.strictObject({
  dryRun: z.enum(['true', 'false']).optional().meta({
    description: 'Says what is wrong with it, and keeps nothing.',
  }),
});
type DraftQuery = z.infer<typeof DraftQuery>;

const percent = z.number().min(0).max(100);
const PublishRequest = z
  .strictObject({
    percent: percent.default(100).meta({
      description:
        'Of the recipients, always the same ones; the others get what they got. With 0 the version is ' +
        'made, and nobody gets it: for an experiment to name.',
    }),
  })
  .meta({ id: 'PublishRequest', description: 'Who gets the new version; everybody if unsaid.' });
const RolloutRequest = z
  .strictObject({ percent: percent.meta({ description: '100 is for everybody, 0 ends it.' }) })
  .meta({ id: 'RolloutRequest', description: 'How many get the newer version from now on.' });
const RollbackRequest = z
  .strictObject({
    version: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'What was published before, where nothing is said.' }),
  })
  .meta({ id: 'RollbackRequest', description: 'Which version to go back to.' });

const templateAnswer = (description: string) => ({ 200: { description, schema: TemplateView } });
const released = ['INVALID_REQUEST', 'NOT_FOUND', 'TEMPLATE_IN_CODE', 'VERSION_CONFLICT'] as const;

/** Making templates: a draft that may be unfinished, and what becomes of it. */
export const writeRoutes: readonly Route<TemplateRoutesDeps>[] = [
  route<TemplateRoutesDeps, Params>({
    method: 'GET',
    path: '/templates/{templateId}/draft',
    operationId: 'getTemplateDraft',
    summary: 'What is being worked on, and what keeps it from being published',
    params: Params,
    answers: { 200: { description: 'The draft.', schema: TemplateDraftView } },
    problems: ['NOT_FOUND', 'TEMPLATE_IN_CODE'],
    handle: async ({ params }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const draft = await deps.table.getDraft(templateId);
      if (draft === undefined) {
        const detail = `Nothing of ${templateId} is drafted; PUT /templates/${templateId}/draft begins.`;
        throw new ProblemError('NOT_FOUND', detail);
      }
      const body = await describe(templateId, draft, deps);
      return { status: 200, body, headers: tagHeaders(draft) };
    },
  }),
  route<TemplateRoutesDeps, Params, DraftQuery, DraftRequest>({
    method: 'PUT',
    path: '/templates/{templateId}/draft',
    operationId: 'putTemplateDraft',
    summary: 'Write a draft; it is kept unfinished too, and says what is wrong with it',
    params: Params,
    query: DraftQuery,
    body: DraftRequest,
    bodyExample: draftExample,
    maxBodyBytes: maxDraftBytes,
    headers: draftHeaders,
    answers: {
      200: { description: 'It is kept; nothing is sent of it yet.', schema: TemplateDraftView },
    },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'TEMPLATE_IN_CODE', 'VERSION_CONFLICT'],
    handle: async ({ params, query, body, request: { caller, headers } }, deps) => {
      const templateId = newTemplateId(params.templateId, deps);
      const own = toBody(body, deps.categories);
      const draft = { body: own, updatedAt: deps.now(), updatedBy: caller };
      if (query.dryRun === 'true') {
        return { status: 200, body: await describe(templateId, draft, deps) };
      }
      if (!(await deps.table.putDraft(templateId, draft, seenTagIn(headers)))) {
        throw draftConflict(templateId);
      }
      const view = await describe(templateId, draft, deps);
      return { status: 200, body: view, headers: tagHeaders(draft) };
    },
  }),
  route<TemplateRoutesDeps, Params>({
    method: 'DELETE',
    path: '/templates/{templateId}',
    operationId: 'unpublishTemplate',
    summary: 'Take a template back: no send may name it until it is published again',
    params: Params,
    answers: {
      204: { description: 'Its versions stay, and what was accepted before still goes out.' },
    },
    problems: ['NOT_FOUND', 'TEMPLATE_IN_CODE', 'VERSION_CONFLICT'],
    handle: async ({ params, request: { caller } }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      await unpublishTemplate(templateId, { at: deps.now(), by: caller }, deps);
      return { status: 204 };
    },
  }),
  route<TemplateRoutesDeps, Params, unknown, z.infer<typeof PublishRequest>>({
    method: 'POST',
    path: '/templates/{templateId}/publish',
    operationId: 'publishTemplate',
    summary: 'Make a version of the draft, and send it from now on',
    params: Params,
    body: PublishRequest,
    isBodyOptional: true,
    headers: draftHeaders,
    answers: templateAnswer('It is sent within seconds.'),
    problems: [...released, 'EXPERIMENT_RUNNING', 'UNAVAILABLE'],
    handle: async ({ params, body: { percent }, request: { caller, headers } }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const by = { at: deps.now(), by: caller };
      const seenTag = seenTagIn(headers);
      const stored = await publishTemplate(templateId, { percent, seenTag }, by, deps);
      return { status: 200, body: releaseView(stored, deps.categories) };
    },
  }),
  route<TemplateRoutesDeps, Params, unknown, z.infer<typeof RolloutRequest>>({
    method: 'POST',
    path: '/templates/{templateId}/rollout',
    operationId: 'moveTemplateRollout',
    summary: 'Give the newer version to more recipients, to fewer, to all or to none',
    params: Params,
    body: RolloutRequest,
    bodyExample: { percent: 50 },
    answers: templateAnswer('It is so within seconds.'),
    problems: [...released, 'NOTHING_TO_RELEASE'],
    handle: async ({ params, body, request: { caller } }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const by = { at: deps.now(), by: caller };
      const stored = await moveRollout(templateId, body.percent, by, deps);
      return { status: 200, body: releaseView(stored, deps.categories) };
    },
  }),
  route<TemplateRoutesDeps, Params, unknown, z.infer<typeof RollbackRequest>>({
    method: 'POST',
    path: '/templates/{templateId}/rollback',
    operationId: 'rollBackTemplate',
    summary: 'Go back to an earlier version, for everybody',
    params: Params,
    body: RollbackRequest,
    isBodyOptional: true,
    answers: templateAnswer('It is sent within seconds.'),
    problems: [...released, 'NOTHING_TO_RELEASE'],
    handle: async ({ params, body, request: { caller } }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const by = { at: deps.now(), by: caller };
      const stored = await rollBackTemplate(templateId, body.version, by, deps);
      return { status: 200, body: releaseView(stored, deps.categories) };
    },
  }),
];

async function describe(
  templateId: string,
  draft: Parameters<typeof draftView>[1],
  { checkDraft, categories }: TemplateRoutesDeps,
): Promise<TemplateDraftView> {
  const checked = await checkDraft(draft.body);
  const problems = checked.kind === 'refused' ? [...checked.problems] : [];
  return draftView(templateId, draft, problems, categories);
}
