import { isDeepStrictEqual } from 'node:util';
import { ProblemError } from '#core/problem.ts';
import {
  changeRollout,
  newRelease,
  publishNext,
  type ReleaseBy,
  type ReleaseResult,
  rollBack,
  type TemplateBody,
  type TemplateRelease,
} from '#core/template-version.ts';
import type { StoredRelease, TemplateSummary } from '#functions/stored-templates/read-templates.ts';
import type { StoredVersion } from '#functions/stored-templates/stored-version.ts';
import type { TemplatesTable } from '#functions/stored-templates/templates-table.ts';
import { invalid } from '#platform/invalid.ts';
import type { CheckedDraft } from './check-draft.ts';

export interface PublishTemplateDeps {
  readonly table: TemplatesTable;
  readonly checkDraft: (body: TemplateBody) => Promise<CheckedDraft>;
}

/** A number that a run took before it died stays taken. */
const maxNumbersTried = 20;

/**
 * Publishes what stands in the draft: checked and compiled, written as a version of its own, and only
 * then pointed to. To publish what is published already changes nothing, so that a call may be repeated.
 */
export const publishTemplate = async (
  templateId: string,
  percent: number,
  by: ReleaseBy,
  { table, checkDraft }: PublishTemplateDeps,
): Promise<StoredRelease> => {
  const [draft, stored] = await Promise.all([
    table.getDraft(templateId),
    table.getRelease(templateId),
  ]);
  if (draft === undefined) throw noDraft(templateId);
  const checked = await checkDraft(draft.body);
  if (checked.kind === 'refused') throw invalid(checked.problems);
  const release = stored?.release ?? newRelease(templateId);
  const again = await publishAgain(draft.body, percent, by, release, table);
  if (again === 'published' && stored !== undefined) return stored;
  if (typeof again === 'object') return point(again, stored, table);
  const content = { templateId, body: draft.body, programs: checked.programs };
  const version = await writeVersion(
    { ...content, createdAt: by.at, createdBy: by.by },
    release,
    table,
  );
  const result = publishNext({ ...release, latestVersion: version - 1 }, percent, by);
  return point(result, stored, table);
};

/** Goes back at once, for everybody. */
export const rollBackTemplate = async (
  templateId: string,
  to: number | undefined,
  by: ReleaseBy,
  { table }: Pick<PublishTemplateDeps, 'table'>,
): Promise<StoredRelease> => {
  const stored = await table.getRelease(templateId);
  if (stored === undefined) throw noDraft(templateId, 'published');
  return point(rollBack(stored.release, to, by), stored, table);
};

/** Moves a rollout to more recipients, to fewer, to all, or to none. */
export const moveRollout = async (
  templateId: string,
  percent: number,
  by: ReleaseBy,
  { table }: Pick<PublishTemplateDeps, 'table'>,
): Promise<StoredRelease> => {
  const stored = await table.getRelease(templateId);
  if (stored === undefined) throw noDraft(templateId, 'published');
  return point(changeRollout(stored.release, percent, by), stored, table);
};

/** What publishing the same words again comes to; undefined for other words than those that are out. */
async function publishAgain(
  body: TemplateBody,
  percent: number,
  by: ReleaseBy,
  release: TemplateRelease,
  table: TemplatesTable,
): Promise<ReleaseResult | 'published' | undefined> {
  const { templateId, publishedVersion, rollout } = release;
  const out = rollout?.version ?? publishedVersion;
  if (out === undefined) return undefined;
  const version = await table.getVersion(templateId, out);
  if (!isDeepStrictEqual(version?.body, body)) return undefined;
  if (rollout === undefined) return 'published';
  return rollout.percent === percent ? 'published' : changeRollout(release, percent, by);
}

/** Writes a version under the first number that is free. */
async function writeVersion(
  version: Omit<StoredVersion, 'version'>,
  { latestVersion }: TemplateRelease,
  table: TemplatesTable,
): Promise<number> {
  for (let tried = 1; tried <= maxNumbersTried; tried += 1) {
    const number = latestVersion + tried;
    if (await table.putVersion({ ...version, version: number })) return number;
  }
  throw new ProblemError('UNAVAILABLE', 'Many are publishing it at this moment. Try again.');
}

/** Writes the pointer, with what a list tells of the version that it now points to. */
async function point(
  result: ReleaseResult,
  seen: StoredRelease | undefined,
  table: TemplatesTable,
): Promise<StoredRelease> {
  if (result.kind === 'refused') {
    if (result.reason !== 'INVALID_PERCENT') {
      throw new ProblemError('NOTHING_TO_RELEASE', result.detail);
    }
    throw invalid([{ pointer: '/percent', code: 'INVALID_VALUE', detail: result.detail }]);
  }
  const { release } = result;
  const { templateId, publishedVersion = 0 } = release;
  const version = await table.getVersion(templateId, publishedVersion);
  if (version === undefined) {
    const detail = `${templateId} has no version ${publishedVersion}; GET /templates/${templateId}/versions lists them.`;
    throw new ProblemError('NOTHING_TO_RELEASE', detail);
  }
  const stored = { release, summary: summaryOf(version), revision: (seen?.revision ?? 0) + 1 };
  if (await table.putRelease(stored)) return stored;
  throw new ProblemError('VERSION_CONFLICT', `Somebody else released ${templateId} meanwhile.`);
}

function summaryOf({ body, createdAt, createdBy }: StoredVersion): TemplateSummary {
  const { category, dataSchema, sample, content } = body;
  const channels = Object.keys(content.default ?? {});
  const locales = Object.keys(content);
  return { category, channels, locales, dataSchema, sample, createdAt, createdBy };
}

function noDraft(templateId: string, what = 'drafted'): ProblemError {
  const detail = `Nothing of ${templateId} is ${what}; PUT /templates/${templateId}/draft begins.`;
  return new ProblemError('NOT_FOUND', detail);
}
