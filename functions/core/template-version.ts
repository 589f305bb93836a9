import * as z from 'zod';
import { Attachments } from './attachment.ts';
import { ChannelName } from './channel.ts';
import { Experiment, Variant } from './experiment.ts';
import { Instant } from './instant.ts';
import { chooseSticky } from './sticky-share.ts';

/** Code is deployed with the app and read-only; the API's templates are edited. */
export const TemplateSource = z.enum(['CODE', 'API']);
export type TemplateSource = z.infer<typeof TemplateSource>;

const VersionNumber = z.int().positive();

/** What an editor can change; a draft holds it, and a version keeps it for ever. */
export const TemplateBody = z
  .strictObject({
    category: z.string(),
    dataSchema: z.record(z.string(), z.unknown()),
    sample: z.record(z.string(), z.unknown()),
    /** By locale, channel and field. */
    content: z.record(z.string(), z.partialRecord(ChannelName, z.record(z.string(), z.string()))),
    /** Whom its mail comes from, by an id of the stage's `senders`. */
    sender: z.string().max(64).optional(),
    /** Files that go with every mail of it. */
    attachments: Attachments.optional(),
    /** For `t()`: by locale, then key. */
    messages: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  })
  .meta({ id: 'TemplateBody', description: 'What a version of a template consists of.' });
export type TemplateBody = z.infer<typeof TemplateBody>;

/** One version of a template: once made, it never changes. */
export const TemplateVersion = z.strictObject({
  templateId: z.string(),
  version: VersionNumber,
  source: TemplateSource,
  body: TemplateBody,
  createdAt: Instant,
  /** The caller's account and role. */
  createdBy: z.string(),
});
export type TemplateVersion = z.infer<typeof TemplateVersion>;

/** What was done to the pointer, newest last. */
export const ReleaseEvent = z.strictObject({
  action: z.enum([
    'PUBLISH',
    'KEEP_VERSION',
    'START_ROLLOUT',
    'CHANGE_ROLLOUT',
    'STOP_ROLLOUT',
    'ROLL_BACK',
    'UNPUBLISH',
    'START_EXPERIMENT',
    'END_EXPERIMENT',
    'PROMOTE',
  ]),
  version: VersionNumber,
  percent: z.number().optional(),
  /** Of an experiment: which, what began, and which variant was promoted. */
  experimentId: z.string().optional(),
  variants: z.array(Variant).optional(),
  variant: z.string().optional(),
  at: Instant,
  by: z.string(),
});
export type ReleaseEvent = z.infer<typeof ReleaseEvent>;

/** Which versions of a template are sent: the one record of it that changes. */
export const TemplateRelease = z.strictObject({
  templateId: z.string(),
  latestVersion: z.int().nonnegative(),
  /** What recipients get; nothing before the first publish. */
  publishedVersion: VersionNumber.optional(),
  /** A newer version, for this share of the recipients. */
  rollout: z
    .strictObject({ version: VersionNumber, percent: z.number().positive().lt(100) })
    .optional(),
  /** Versions that are compared; never while there is a rollout. */
  experiment: Experiment.optional(),
  history: z.array(ReleaseEvent),
});
export type TemplateRelease = z.infer<typeof TemplateRelease>;

/** The most that a record keeps of its past; older entries are in the logs of calls. */
const maxHistory = 100;

/** Who asks, and when. */
export interface ReleaseBy {
  readonly at: number;
  readonly by: string;
}

export type ReleaseResult =
  | { readonly kind: 'released'; readonly release: TemplateRelease }
  | { readonly kind: 'refused'; readonly reason: ReleaseRefusal; readonly detail: string };

export type ReleaseRefusal =
  | 'NO_SUCH_VERSION'
  | 'NOTHING_PUBLISHED'
  | 'NOTHING_TO_ROLL_BACK_TO'
  | 'NO_ROLLOUT'
  | 'INVALID_PERCENT'
  | 'ROLLOUT_RUNNING'
  | 'EXPERIMENT_RUNNING'
  | 'NO_EXPERIMENT'
  | 'NO_SUCH_VARIANT';

/** A template that nothing has been published of. */
export const newRelease = (templateId: string): TemplateRelease => ({
  templateId,
  latestVersion: 0,
  history: [],
});

/**
 * Publishes the next version: for everybody, or, with a percent below 100, to a share of the
 * recipients beside the version that is published. The first version is for everybody. With 0 it is
 * only kept, for an experiment to name. While one runs, nothing else is published.
 */
export const publishNext = (
  release: TemplateRelease,
  percent: number,
  { at, by }: ReleaseBy,
): ReleaseResult => {
  const version = release.latestVersion + 1;
  const next = { ...release, latestVersion: version };
  if (percent === 0 && release.publishedVersion !== undefined) {
    return released(next, { action: 'KEEP_VERSION', version, at, by });
  }
  if (!isPercent(percent)) return invalidPercent(percent);
  if (release.experiment !== undefined) {
    const detail = `${release.templateId} has an experiment under way; promote a variant or end it first.`;
    return { kind: 'refused', reason: 'EXPERIMENT_RUNNING', detail };
  }
  if (percent === 100 || release.publishedVersion === undefined) {
    return published(next, version, { action: 'PUBLISH', version, at, by });
  }
  return released(
    { ...next, rollout: { version, percent } },
    { action: 'START_ROLLOUT', version, percent, at, by },
  );
};

/** Moves a rollout: to more, to fewer, to everybody (100), or to nobody (0), which ends it. */
export const changeRollout = (
  release: TemplateRelease,
  percent: number,
  { at, by }: ReleaseBy,
): ReleaseResult => {
  const { rollout, ...rest } = release;
  if (rollout === undefined) {
    const detail = `${release.templateId} has no rollout under way; publish with a percent.`;
    return { kind: 'refused', reason: 'NO_ROLLOUT', detail };
  }
  const { version } = rollout;
  if (percent === 0) return released(rest, { action: 'STOP_ROLLOUT', version, at, by });
  if (!isPercent(percent)) return invalidPercent(percent);
  if (percent === 100) return published(release, version, { action: 'PUBLISH', version, at, by });
  return released(
    { ...release, rollout: { version, percent } },
    { action: 'CHANGE_ROLLOUT', version, percent, at, by },
  );
};

/**
 * Goes back for everybody, at once: to the version named; or else from a rollout to what is
 * published; or else from an experiment; or else to what was published before. Either ends; no version is
 * deleted.
 */
export const rollBack = (
  release: TemplateRelease,
  to: number | undefined,
  { at, by }: ReleaseBy,
): ReleaseResult => {
  if (to === undefined && release.rollout !== undefined)
    return changeRollout(release, 0, { at, by });
  if (to === undefined && release.experiment !== undefined)
    return { kind: 'released', release: endExperimentIn(release, { at, by }) };
  const version = to ?? previousVersion(release);
  if (version === undefined) {
    const detail = `${release.templateId} has no version before the one that is published.`;
    return { kind: 'refused', reason: 'NOTHING_TO_ROLL_BACK_TO', detail };
  }
  if (!Number.isInteger(version) || version < 1 || version > release.latestVersion) {
    const detail = `${release.templateId} has no version ${version}; its latest is ${release.latestVersion}.`;
    return { kind: 'refused', reason: 'NO_SUCH_VERSION', detail };
  }
  return published(release, version, { action: 'ROLL_BACK', version, at, by });
};

/**
 * Takes it back from everybody: no send may name it any more, until something of it is published or gone back to.
 * No version is deleted, so that what was accepted before still goes out.
 */
export const unpublish = (release: TemplateRelease, { at, by }: ReleaseBy): ReleaseResult => {
  const { publishedVersion, rollout: _, ...rest } = endExperimentIn(release, { at, by });
  if (publishedVersion === undefined) {
    const detail = `Nothing of ${release.templateId} is published.`;
    return { kind: 'refused', reason: 'NOTHING_PUBLISHED', detail };
  }
  return released(rest, { action: 'UNPUBLISH', version: publishedVersion, at, by });
};

/** What a recipient gets of a template. */
export interface Choice {
  readonly version: number;
  /** Of an experiment. */
  readonly variant?: string;
}

/**
 * What a recipient gets; undefined before the first publish. A rollout is an experiment with two shares: who
 * is in it at 10 % is in it at 20 %, for their place does not move, the line does.
 */
export const choiceFor = (release: TemplateRelease, recipientKey: string): Choice | undefined => {
  const { templateId, publishedVersion, rollout, experiment } = release;
  if (publishedVersion === undefined) return undefined;
  if (experiment !== undefined) {
    const seed = `experiment ${templateId} ${experiment.experimentId}`;
    const chosen = chooseSticky(seed, recipientKey, experiment.variants);
    return chosen && { version: chosen.version, variant: chosen.name };
  }
  if (rollout === undefined) return { version: publishedVersion };
  const { version, percent } = rollout;
  return chooseSticky(`rollout ${templateId} ${version}`, recipientKey, [
    { version, weight: percent },
    { version: publishedVersion, weight: 100 - percent },
  ]);
};

/** The version that a recipient gets. */
export const versionFor = (release: TemplateRelease, recipientKey: string): number | undefined =>
  choiceFor(release, recipientKey)?.version;

/** Every version that somebody gets, or would get if an experiment ended now. */
export const versionsSent = ({
  publishedVersion,
  rollout,
  experiment,
}: TemplateRelease): readonly number[] => {
  const all = [
    publishedVersion,
    rollout?.version,
    ...(experiment?.variants ?? []).map(({ version }) => version),
  ];
  return [...new Set(all.filter((version) => version !== undefined))];
};

/** What was published last before what is published now, by the record's history. */
function previousVersion({ publishedVersion, history }: TemplateRelease): number | undefined {
  const before: number[] = [];
  for (const { action, version } of history) {
    if (action === 'PUBLISH' || action === 'PROMOTE') before.push(version);
    // Going back twice goes back two steps, not to and fro.
    if (action === 'ROLL_BACK') {
      const position = before.lastIndexOf(version);
      before.splice(position === -1 ? before.length : position + 1);
      if (position === -1) before.push(version);
    }
  }
  return before.findLast((version) => version !== publishedVersion);
}

/** The version for everybody from now on; a rollout or an experiment ends. */
export function published(
  release: TemplateRelease,
  version: number,
  event: ReleaseEvent,
): ReleaseResult {
  const ended = event.action === 'PROMOTE' ? release : endExperimentIn(release, event);
  const { rollout: _, experiment: __, ...rest } = ended;
  return released({ ...rest, publishedVersion: version }, event);
}

/** With one more line in its history. */
export function released(release: TemplateRelease, event: ReleaseEvent): ReleaseResult {
  return { kind: 'released', release: withEvent(release, event) };
}

/** Without its experiment; the same where there is none. */
export function endExperimentIn(
  { experiment, ...release }: TemplateRelease,
  { at, by }: ReleaseBy,
): TemplateRelease {
  const { publishedVersion: version } = release;
  if (experiment === undefined || version === undefined) return release;
  const { experimentId } = experiment;
  return withEvent(release, { action: 'END_EXPERIMENT', version, experimentId, at, by });
}

function withEvent(release: TemplateRelease, event: ReleaseEvent): TemplateRelease {
  return { ...release, history: [...release.history, event].slice(-maxHistory) };
}

function isPercent(percent: number): boolean {
  return Number.isFinite(percent) && percent > 0 && percent <= 100;
}

function invalidPercent(percent: number): ReleaseResult {
  const detail = `A rollout goes to more than 0 and at most 100 percent, not ${percent}.`;
  return { kind: 'refused', reason: 'INVALID_PERCENT', detail };
}
