import type { Categories } from '#core/category.ts';
import { ProblemError } from '#core/problem.ts';
import { type Template, TemplateId, type Templates } from '#core/template.ts';
import type { Render } from '#functions/delivery/render.ts';
import type { PrepareVersion } from '#functions/stored-templates/render-version.ts';
import { invalid } from '#platform/invalid.ts';
import type { CodeVersionOf } from './code-versions.ts';
import type { KeepDraftDeps } from './keep-draft.ts';

/** What the routes under /templates need. */
export interface TemplateRoutesDeps extends KeepDraftDeps {
  /** Those in code, by id. */
  readonly templates: Templates;
  readonly categories: Categories;
  /** Which of its versions a template in code is. */
  readonly codeVersionOf: CodeVersionOf;
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

/** The number of what is deployed of a template in code, which alone can be rendered: the only one that may be asked for. */
export const checkDeployed = async (
  template: Template,
  asked: number | 'draft' | undefined,
  { codeVersionOf }: Pick<TemplateRoutesDeps, 'codeVersionOf'>,
): Promise<number> => {
  const { version } = await codeVersionOf(template);
  if (asked === undefined || asked === version) return version;
  const what = asked === 'draft' ? 'has no draft' : `has no version ${asked} to render`;
  const detail = `${template.id} is deployed with the code and ${what}; version ${version} is deployed now.`;
  throw new ProblemError('NOT_FOUND', detail);
};

/** An id that a template may be given. */
export const newTemplateId = (given: string, deps: TemplateRoutesDeps): string => {
  if (TemplateId.safeParse(given).success) return ownTemplateId(given, deps);
  const detail = `${given} cannot be the id of a template; write it in UPPER_SNAKE, such as ORDER_CONFIRMATION.`;
  throw invalid([{ pointer: '/path/templateId', code: 'INVALID_VALUE', detail }]);
};

export const noSuchTemplate = (templateId: string): ProblemError =>
  new ProblemError('NOT_FOUND', `There is no template ${templateId}; GET /templates lists them.`);
