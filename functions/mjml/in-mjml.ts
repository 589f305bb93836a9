import type { CheckedSource } from '#functions/templates/check-template.ts';
import { offsetOf, positionOf } from '#functions/templates/template-problem.ts';
import type { CompiledMjml } from './compile-mjml.ts';
import { originInMjml } from './origins.ts';

/** Checks the HTML that MJML comes to, and says what is wrong with it by its place in the MJML. */
export const inMjml = (
  source: string,
  compiled: CompiledMjml | undefined,
  check: (html: string) => CheckedSource,
): CheckedSource => {
  if (compiled === undefined) throw new Error('MJML is compiled before it is checked');
  if (compiled.kind === 'refused') return compiled;
  const { html, origins } = compiled;
  const checked = check(html);
  if (checked.kind === 'checked') return checked;
  const problems = checked.problems.map(({ message, ...place }) => ({
    ...positionOf(source, originInMjml(source, html, origins, offsetOf(html, place))),
    message,
  }));
  return { kind: 'refused', problems };
};
