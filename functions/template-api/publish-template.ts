import { ProblemError } from '#core/problem.ts';
import {
  changeRollout,
  newRelease,
  publishNext,
  type ReleaseBy,
  type ReleaseResult,
  rollBack,
  unpublish,
} from '#core/template-version.ts';
import type { StoredRelease, TemplateSummary } from '#functions/stored-templates/read-templates.ts';
import type { StoredVersion } from '#functions/stored-templates/stored-version.ts';
import type { TemplatesTable } from '#functions/stored-templates/templates-table.ts';
import { invalid } from '#platform/invalid.ts';
import { type KeepDraftDeps, keepDraft, nothingOf } from './keep-draft.ts';

/** How much of a draft is published. */
export interface PublishOptions {
  readonly percent: number;
  /** Of the draft that was read; it is published whatever it says where nothing is said. */
  readonly seenTag?: string | undefined;
}

/**
 * Publishes what stands in the draft: written as a version of its own, and only then pointed to. To
 * publish what is published already changes nothing, so that a call may be repeated, also by two at once.
 */
export const publishTemplate = async (
  templateId: string,
  { percent, seenTag }: PublishOptions,
  by: ReleaseBy,
  deps: KeepDraftDeps,
): Promise<StoredRelease> => {
  const { table } = deps;
  const [{ version }, stored] = await Promise.all([
    keepDraft(templateId, by, deps, seenTag),
    table.getRelease(templateId),
  ]);
  if (stored !== undefined && isReleased(stored, version, percent)) return stored;
  const release = stored?.release ?? newRelease(templateId);
  const result =
    version === release.rollout?.version
      ? changeRollout(release, percent, by)
      : publishNext({ ...release, latestVersion: version - 1 }, percent, by);
  try {
    return await pointTo(result, stored, table);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'VERSION_CONFLICT') throw error;
    const theirs = await table.getRelease(templateId);
    if (theirs !== undefined && isReleased(theirs, version, percent)) return theirs;
    throw error;
  }
};

/** Whether a version is sent to that share already, or kept for an experiment. */
function isReleased({ release }: StoredRelease, version: number, percent: number): boolean {
  const { rollout, publishedVersion, latestVersion } = release;
  if (rollout !== undefined) return version === rollout.version && percent === rollout.percent;
  return version === publishedVersion || (percent === 0 && version <= latestVersion);
}

/** Goes back at once, for everybody. */
export const rollBackTemplate = async (
  templateId: string,
  to: number | undefined,
  by: ReleaseBy,
  { table }: Pick<KeepDraftDeps, 'table'>,
): Promise<StoredRelease> => {
  const stored = await table.getRelease(templateId);
  if (stored === undefined) throw nothingOf(templateId, 'published');
  return pointTo(rollBack(stored.release, to, by), stored, table);
};

/** Takes it back from everybody; its versions stay. */
export const unpublishTemplate = async (
  templateId: string,
  by: ReleaseBy,
  { table }: Pick<KeepDraftDeps, 'table'>,
): Promise<void> => {
  const stored = await table.getRelease(templateId);
  if (stored === undefined) throw nothingOf(templateId, 'published');
  const result = unpublish(stored.release, by);
  if (result.kind === 'refused') throw refusalOf(result);
  // Of what is sent nothing is to be told any more; the summary waits for what is published next.
  await put({ ...stored, release: result.release, revision: stored.revision + 1 }, table);
};

/** Moves a rollout to more recipients, to fewer, to all, or to none. */
export const moveRollout = async (
  templateId: string,
  percent: number,
  by: ReleaseBy,
  { table }: Pick<KeepDraftDeps, 'table'>,
): Promise<StoredRelease> => {
  const stored = await table.getRelease(templateId);
  if (stored === undefined) throw nothingOf(templateId, 'published');
  return pointTo(changeRollout(stored.release, percent, by), stored, table);
};

/** Writes the pointer, with what a list tells of the version that it now points to. */
export async function pointTo(
  result: ReleaseResult,
  seen: StoredRelease | undefined,
  table: TemplatesTable,
): Promise<StoredRelease> {
  if (result.kind === 'refused') {
    throw refusalOf(result);
  }
  const { release } = result;
  const { templateId, publishedVersion = 0 } = release;
  const version = await table.getVersion(templateId, publishedVersion);
  if (version === undefined) {
    const detail = `${templateId} has no version ${publishedVersion}; GET /templates/${templateId}/versions lists them.`;
    throw new ProblemError('NOTHING_TO_RELEASE', detail);
  }
  return put({ release, summary: summaryOf(version), revision: (seen?.revision ?? 0) + 1 }, table);
}

async function put(stored: StoredRelease, table: TemplatesTable): Promise<StoredRelease> {
  if (await table.putRelease(stored)) return stored;
  const { templateId } = stored.release;
  throw new ProblemError('VERSION_CONFLICT', `Somebody else released ${templateId} meanwhile.`);
}

type Refused = Extract<ReleaseResult, { kind: 'refused' }>;

function refusalOf({ reason, detail }: Refused): ProblemError {
  switch (reason) {
    case 'INVALID_PERCENT':
      return invalid([{ pointer: '/percent', code: 'INVALID_VALUE', detail }]);
    case 'NO_SUCH_VARIANT':
      return invalid([{ pointer: '/variant', code: 'UNKNOWN_VARIANT', detail }]);
    case 'NOTHING_PUBLISHED':
    case 'NO_EXPERIMENT':
      return new ProblemError('NOT_FOUND', detail);
    case 'EXPERIMENT_RUNNING':
    case 'ROLLOUT_RUNNING':
      return new ProblemError(reason, detail);
    default:
      return new ProblemError('NOTHING_TO_RELEASE', detail);
  }
}

function summaryOf({ body, createdAt, createdBy }: StoredVersion): TemplateSummary {
  const { category, dataSchema, sample, content } = body;
  const channels = Object.keys(content.default ?? {});
  const locales = Object.keys(content);
  return { category, channels, locales, dataSchema, sample, createdAt, createdBy };
}
