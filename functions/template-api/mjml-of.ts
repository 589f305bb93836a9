import type { TemplateBody } from '#core/template-version.ts';

/** Every MJML source of a draft. */
export const mjmlOf = ({ content }: TemplateBody): readonly string[] =>
  Object.values(content).flatMap(({ EMAIL }) => EMAIL?.mjml ?? []);
