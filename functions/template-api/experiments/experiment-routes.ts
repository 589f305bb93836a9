import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';
import { findExperiment } from '#core/release-experiment.ts';
import { type Route, route } from '#platform/route.ts';
import { ownTemplateId, type TemplateRoutesDeps } from '../template-deps.ts';
import { releaseView, TemplateView } from '../template-view.ts';
import { promote, putExperiment, releaseOf, stopExperiment } from './change-experiment.ts';
import type { Metric } from './compare-variants.ts';
import {
  ExperimentRequest,
  ExperimentView,
  PromoteRequest,
  ResultsQuery,
  ResultsView,
  toExperimentView,
  toResultsView,
} from './experiment-view.ts';
import { type ReadResultsDeps, readResults } from './read-results.ts';

const Params = z.object({ templateId: z.string() });
type Params = z.infer<typeof Params>;

export type ExperimentRoutesDeps = TemplateRoutesDeps & ReadResultsDeps;

const path = '/templates/{templateId}/experiment';
const refused = ['INVALID_REQUEST', 'NOT_FOUND', 'TEMPLATE_IN_CODE', 'VERSION_CONFLICT'] as const;

/** Finding out which version of a template does best. */
export const experimentRoutes: readonly Route<ExperimentRoutesDeps>[] = [
  route<ExperimentRoutesDeps, Params, unknown, ExperimentRequest>({
    method: 'PUT',
    path,
    operationId: 'putTemplateExperiment',
    summary: 'Send versions side by side, each to its share of the recipients',
    params: Params,
    body: ExperimentRequest,
    bodyExample: {
      variants: [
        { name: 'plain', version: 3, weight: 1 },
        { name: 'warm', version: 4, weight: 1 },
      ],
    },
    answers: { 200: { description: 'It runs within seconds.', schema: ExperimentView } },
    problems: [...refused, 'NOTHING_TO_RELEASE', 'ROLLOUT_RUNNING'],
    handle: async ({ params, body, request: { caller } }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const by = { at: deps.now(), by: caller };
      const { release } = await putExperiment(templateId, body.variants, by, deps);
      return { status: 200, body: toExperimentView(templateId, known(release, undefined)) };
    },
  }),
  route<ExperimentRoutesDeps, Params>({
    method: 'GET',
    path,
    operationId: 'getTemplateExperiment',
    summary: 'The experiment under way',
    params: Params,
    answers: { 200: { description: 'The experiment.', schema: ExperimentView } },
    problems: ['NOT_FOUND', 'TEMPLATE_IN_CODE'],
    handle: async ({ params }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const { release } = await releaseOf(templateId, deps.table);
      if (release.experiment === undefined) throw noneOf(templateId);
      return { status: 200, body: toExperimentView(templateId, release.experiment) };
    },
  }),
  route<ExperimentRoutesDeps, Params>({
    method: 'DELETE',
    path,
    operationId: 'endTemplateExperiment',
    summary: 'End it: everybody gets what is published',
    params: Params,
    answers: { 204: { description: 'None is under way.' } },
    problems: ['NOT_FOUND', 'TEMPLATE_IN_CODE', 'VERSION_CONFLICT'],
    handle: async ({ params, request: { caller } }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      await stopExperiment(templateId, { at: deps.now(), by: caller }, deps);
      return { status: 204 };
    },
  }),
  route<ExperimentRoutesDeps, Params, unknown, PromoteRequest>({
    method: 'POST',
    path: `${path}/promote`,
    operationId: 'promoteTemplateVariant',
    summary: 'Publish the version of a variant for everybody, and end the experiment',
    params: Params,
    body: PromoteRequest,
    bodyExample: { variant: 'warm' },
    answers: { 200: { description: 'It is sent within seconds.', schema: TemplateView } },
    problems: [...refused, 'NOTHING_TO_RELEASE'],
    handle: async ({ params, body, request: { caller } }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const by = { at: deps.now(), by: caller };
      const stored = await promote(templateId, body.variant, by, deps);
      return { status: 200, body: releaseView(stored, deps.categories) };
    },
  }),
  route<ExperimentRoutesDeps, Params, ResultsQuery>({
    method: 'GET',
    path: `${path}/results`,
    operationId: 'getTemplateExperimentResults',
    summary: 'How the variants compare, with intervals and the probability of being the best',
    params: Params,
    query: ResultsQuery,
    answers: { 200: { description: 'The results so far.', schema: ResultsView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'TEMPLATE_IN_CODE'],
    handle: async ({ params, query }, deps) => {
      const templateId = ownTemplateId(params.templateId, deps);
      const { release, summary } = await releaseOf(templateId, deps.table);
      const found = known(release, query.experimentId);
      const { channels } = summary;
      const channel =
        query.channel ?? (channels.includes('EMAIL') ? 'EMAIL' : (channels[0] ?? 'EMAIL'));
      const question = { channel, metric: query.metric ?? metricOf(channel) };
      const compared = await readResults(templateId, found, question, deps);
      return { status: 200, body: toResultsView(templateId, found, question, compared) };
    },
  }),
];

const usual: Readonly<Record<string, Metric>> = { EMAIL: 'opened', IN_APP: 'read' };

/** What tells most of a channel, out of what is heard of it. */
function metricOf(channel: string): Metric {
  return usual[channel] ?? 'delivered';
}

function known(release: Parameters<typeof findExperiment>[0], experimentId: string | undefined) {
  const found = findExperiment(release, experimentId);
  if (found === undefined) throw noneOf(release.templateId);
  return found;
}

function noneOf(templateId: string): ProblemError {
  const detail = `${templateId} has no such experiment; PUT /templates/${templateId}/experiment begins one.`;
  return new ProblemError('NOT_FOUND', detail);
}
