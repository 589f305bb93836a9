import type { Categories } from '#core/category.ts';
import { ProblemError } from '#core/problem.ts';
import { TemplateId, type Templates } from '#core/template.ts';
import type { Render } from '#functions/delivery/render.ts';
import type { PrepareVersion } from '#functions/stored-templates/render-version.ts';
import { invalid } from '#platform/invalid.ts';
import type { KeepDraftDeps } from './keep-draft.ts';

/** What the routes under /templates need. */
export interface TemplateRoutesDeps extends KeepDraftDeps {
  /** Those in code, by id. */
  readonly templates: Templates;
  readonly categories: Categories;
  /** Renders those in code. */
  readonly render: Render;
  /** Makes any other version ready to render. */
  readonly prepareVersion: PrepareVersion;
  /** Where signed links lead. */
  readonly publicUrl: string;
  readonly now: () => number;
}

/** An id that a template could have; what could have none is not there. */
export const templateIdOf = (given: string): string => {
  if (TemplateId.safeParse(given).success) return given;
  throw noSuchTemplate(given);
};

/** An id whose template is made here, and not in code. */
export const ownTemplateId = (given: string, { templates }: TemplateRoutesDeps): string => {
  if (!templates.has(given)) return templateIdOf(given);
  throw new ProblemError(
    'TEMPLATE_IN_CODE',
    `${given} is deployed with the code, from templates/; change it there, or take another id.`,
  );
};

/** An id that a template may be given. */
export const newTemplateId = (given: string, deps: TemplateRoutesDeps): string => {
  if (TemplateId.safeParse(given).success) return ownTemplateId(given, deps);
  const detail = `${given} cannot be the id of a template; write it in UPPER_SNAKE, such as ORDER_CONFIRMATION.`;
  throw invalid([{ pointer: '/path/templateId', code: 'INVALID_VALUE', detail }]);
};

export const noSuchTemplate = (templateId: string): ProblemError =>
  new ProblemError('NOT_FOUND', `There is no template ${templateId}; GET /templates lists them.`);
