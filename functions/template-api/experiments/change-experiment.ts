import type { Variant } from '#core/experiment.ts';
import type { ProblemDetail } from '#core/problem.ts';
import { endExperiment, promoteVariant, startExperiment } from '#core/release-experiment.ts';
import type { ReleaseBy, ReleaseResult } from '#core/template-version.ts';
import type { StoredRelease } from '#functions/stored-templates/read-templates.ts';
import type { StoredVersion } from '#functions/stored-templates/stored-version.ts';
import type { TemplatesTable } from '#functions/stored-templates/templates-table.ts';
import { toTemplate } from '#functions/stored-templates/to-template.ts';
import { concurrently } from '#platform/concurrently.ts';
import { invalid } from '#platform/invalid.ts';
import { nothingOf } from '../keep-draft.ts';
import { pointTo } from '../publish-template.ts';

interface ChangeExperimentDeps {
  readonly table: TemplatesTable;
}

/** Begins an experiment with versions that take the same data, belong to the same category and speak by the same channels. */
export const putExperiment = async (
  templateId: string,
  variants: readonly Variant[],
  by: ReleaseBy,
  { table }: ChangeExperimentDeps,
): Promise<StoredRelease> => {
  const seen = await releaseOf(templateId, table);
  const result = startExperiment(seen.release, variants, by);
  if (result.kind === 'released' || result.reason === 'NO_SUCH_VERSION') {
    const versions = await concurrently(variants, ({ version }) =>
      table.getVersion(templateId, version),
    );
    const problems = versions.flatMap((version, position) =>
      problemsOf(version, position, variants[position]?.version, seen),
    );
    if (problems.length > 0) throw invalid(problems);
  }
  return keep(result, seen, table);
};

/** Ends it: everybody gets what is published. */
export const stopExperiment = async (
  templateId: string,
  by: ReleaseBy,
  { table }: ChangeExperimentDeps,
): Promise<StoredRelease> => {
  const seen = await releaseOf(templateId, table);
  if (seen.release.experiment === undefined) return seen;
  return keep(endExperiment(seen.release, by), seen, table);
};

/** Gives a variant to everybody. */
export const promote = async (
  templateId: string,
  variant: string,
  by: ReleaseBy,
  { table }: ChangeExperimentDeps,
): Promise<StoredRelease> => {
  const seen = await releaseOf(templateId, table);
  return keep(promoteVariant(seen.release, variant, by), seen, table);
};

/** What points to a template's versions. */
export const releaseOf = async (
  templateId: string,
  table: Pick<TemplatesTable, 'getRelease'>,
): Promise<StoredRelease> => {
  const stored = await table.getRelease(templateId);
  if (stored === undefined) throw nothingOf(templateId, 'published');
  return stored;
};

async function keep(
  result: ReleaseResult,
  seen: StoredRelease,
  table: TemplatesTable,
): Promise<StoredRelease> {
  if (result.kind === 'released' && result.release === seen.release) return seen;
  return pointTo(result, seen, table);
}

/** Whether somebody gets a variant must not decide whether a send is refused, or what it is worth to compare. */
function problemsOf(
  stored: StoredVersion | undefined,
  position: number,
  number: number | undefined,
  { summary }: StoredRelease,
): readonly ProblemDetail[] {
  const pointer = `/variants/${position}/version`;
  if (stored === undefined) {
    return [{ pointer, code: 'UNKNOWN_VERSION', detail: `There is no version ${number}.` }];
  }
  const { body } = stored;
  const differs = (what: string) => ({
    pointer,
    code: 'NOT_COMPARABLE',
    detail: `Version ${number} has ${what} than the one that is published.`,
  });
  const channels = Object.keys(body.content.default ?? {}).toSorted();
  const isTaken = toTemplate(stored).dataSchema.safeParse(summary.sample).success;
  return [
    ...(body.category === summary.category ? [] : [differs('another category')]),
    ...(channels.join() === summary.channels.toSorted().join() ? [] : [differs('other channels')]),
    ...(isTaken ? [] : [differs('other data')]),
  ];
}
