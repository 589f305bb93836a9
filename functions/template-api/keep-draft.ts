import { isDeepStrictEqual } from 'node:util';
import { ProblemError } from '#core/problem.ts';
import type { ReleaseBy, TemplateBody } from '#core/template-version.ts';
import { type StoredVersion, tagOf } from '#functions/stored-templates/stored-version.ts';
import type { TemplatesTable } from '#functions/stored-templates/templates-table.ts';
import { invalid } from '#platform/invalid.ts';
import type { CheckedDraft } from './check-draft.ts';
import { draftConflict } from './draft-tag.ts';

export interface KeepDraftDeps {
  readonly table: TemplatesTable;
  readonly checkDraft: (body: TemplateBody) => Promise<CheckedDraft>;
}

/** Others may be taking numbers at the same time. */
const maxNumbersTried = 20;

/**
 * Makes a version of what stands in the draft: checked and compiled, under the first number that is free.
 * The newest version, if it says the same, is that version: a test, or a run that died, has made it.
 */
export const keepDraft = async (
  templateId: string,
  by: ReleaseBy,
  { table, checkDraft }: KeepDraftDeps,
  seenTag?: string,
): Promise<StoredVersion> => {
  const [draft, [newest]] = await Promise.all([
    table.getDraft(templateId),
    table.listVersions(templateId, undefined, 1),
  ]);
  if (draft === undefined) throw nothingOf(templateId, 'drafted');
  if (seenTag !== undefined && tagOf(draft.body) !== seenTag) throw draftConflict(templateId);
  const checked = await checkDraft(draft.body);
  if (checked.kind === 'refused') throw invalid(checked.problems);
  const last = newest && (await table.getVersion(templateId, newest.version));
  if (last !== undefined && isDeepStrictEqual(last.body, draft.body)) return last;
  const content = { templateId, body: draft.body, programs: checked.programs };
  for (let tried = 1; tried <= maxNumbersTried; tried += 1) {
    const version = (newest?.version ?? 0) + tried;
    const made = { ...content, version, createdAt: by.at, createdBy: by.by };
    if (await table.putVersion(made)) return made;
    // Whoever took the number may have published the same draft.
    const taken = await table.getVersion(templateId, version);
    if (taken !== undefined && isDeepStrictEqual(taken.body, draft.body)) return taken;
  }
  throw new ProblemError('UNAVAILABLE', 'Many are publishing it at this moment. Try again.');
};

/** There is no draft, or nothing was published. */
export const nothingOf = (templateId: string, what: 'drafted' | 'published'): ProblemError => {
  const detail = `Nothing of ${templateId} is ${what}; PUT /templates/${templateId}/draft begins.`;
  return new ProblemError('NOT_FOUND', detail);
};
