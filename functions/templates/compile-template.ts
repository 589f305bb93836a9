import { parseControls } from './parse-control.ts';
import { admit, type ExpressionScope, parseJs } from './parse-expression.ts';
import { isInclude, type PartialSignature, parseInclude } from './parse-include.ts';
import { type Draft, placeHtmlOutputs, placeTextOutputs } from './place-outputs.ts';
import type { Program, ProgramFormat } from './program.ts';
import { scanTags } from './scan-tags.ts';
import { templateLimits } from './template-limits.ts';
import { positionOf, type TemplateProblem, TemplateRefusal } from './template-problem.ts';
import { TreeBuilder } from './tree-builder.ts';

/** A program, or everything that is wrong with its source. */
export type Compiled =
  | { readonly kind: 'compiled'; readonly program: Program }
  | { readonly kind: 'refused'; readonly problems: readonly TemplateProblem[] };

export interface CompileOptions {
  readonly format: ProgramFormat;
  /** The partials that an HTML source may include, by name. */
  readonly partials?: ReadonlyMap<string, PartialSignature>;
}

/**
 * Compiles a source in eta's syntax into a program, admitting an allow-list alone. Nothing of the
 * source is ever run as JavaScript.
 *
 * @example
 * compileTemplate('Hello <%= it.name %>', { format: 'text' });
 */
export const compileTemplate = (source: string, options: CompileOptions): Compiled => {
  if (source.length > templateLimits.sourceUnits) {
    return refused(source, [
      new TemplateRefusal(0, `a source has at most ${templateLimits.sourceUnits} characters`),
    ]);
  }
  try {
    const refusals: TemplateRefusal[] = [];
    const drafts = buildTree(source, options, refusals);
    if (refusals.length > 0) return refused(source, refusals);
    const body = options.format === 'html' ? placeHtmlOutputs(drafts) : placeTextOutputs(drafts);
    return { kind: 'compiled', program: { programVersion: 1, format: options.format, body } };
  } catch (error) {
    if (error instanceof TemplateRefusal) return refused(source, [error]);
    throw error;
  }
};

function refused(source: string, refusals: readonly TemplateRefusal[]): Compiled {
  const problems = refusals
    .slice(0, templateLimits.problems)
    .map(({ offset, message }) => ({ ...positionOf(source, offset), message }));
  return { kind: 'refused', problems };
}

/** Gathers what is wrong within tags; what is wrong with the blocks themselves ends the reading. */
function buildTree(
  source: string,
  options: CompileOptions,
  refusals: TemplateRefusal[],
): readonly Draft[] {
  const tree = new TreeBuilder();
  for (const segment of scanTags(source)) {
    if (segment.kind === 'text') {
      tree.add({ kind: 'text', text: segment.text, at: segment.offset });
      continue;
    }
    const { start, end, mode } = segment;
    const text = source.slice(start, end);
    const scopeOf = () => ({ source: text, base: start, variables: tree.variables });
    if (mode === 'control') {
      applyControls(text, scopeOf, tree);
      continue;
    }
    try {
      tree.add(rebased(start, () => parseOutput(scopeOf(), mode === 'raw', options)));
    } catch (error) {
      if (!(error instanceof TemplateRefusal)) throw error;
      refusals.push(error);
    }
  }
  return tree.finish();
}

function applyControls(text: string, scopeOf: () => ExpressionScope, tree: TreeBuilder): void {
  const steps = parseControls(text, scopeOf);
  const next = () => rebased(scopeOf().base, () => steps.next());
  for (let step = next(); !step.done; step = next()) tree.apply(step.value);
}

/** What is refused within a tag counts from the tag's text; the template's author counts from the top. */
function rebased<Result>(base: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TemplateRefusal)) throw error;
    throw new TemplateRefusal(base + error.offset, error.message);
  }
}

function parseOutput(
  scope: ExpressionScope,
  isRaw: boolean,
  { partials = new Map() }: CompileOptions,
): Draft {
  if (scope.source.trim() === '') {
    throw new TemplateRefusal(0, 'this tag is empty; write what it shows');
  }
  const { js, end } = parseJs(scope.source, 0);
  if (!/^(?:\s|\/\*[\s\S]*?\*\/)*$/.test(scope.source.slice(end))) {
    throw new TemplateRefusal(end, 'one expression stands in a tag; take out what follows it');
  }
  if (isRaw && isInclude(js)) return parseInclude(js, scope, partials);
  return { kind: 'output', value: admit(js, scope, 0), isRaw, at: scope.base + js.start };
}
