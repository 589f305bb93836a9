import { type Experiment, experimentIdOf, type Variant } from './experiment.ts';
import {
  endExperimentIn,
  published,
  type ReleaseBy,
  type ReleaseResult,
  released,
  type TemplateRelease,
} from './template-version.ts';

/**
 * Sends variants side by side from now on. The same ones again change nothing; others end the experiment
 * under way and begin a new one, for who got what in the old would blur the new.
 */
export const startExperiment = (
  release: TemplateRelease,
  variants: readonly Variant[],
  { at, by }: ReleaseBy,
): ReleaseResult => {
  const { templateId, latestVersion, publishedVersion, rollout, experiment } = release;
  if (publishedVersion === undefined) {
    const detail = `${templateId} is not published yet; publish a version first.`;
    return { kind: 'refused', reason: 'NO_SUCH_VERSION', detail };
  }
  if (rollout !== undefined) {
    const detail = `${templateId} has version ${rollout.version} rolled out to ${rollout.percent} %; end that first (100 or 0).`;
    return { kind: 'refused', reason: 'ROLLOUT_RUNNING', detail };
  }
  const missing = variants.find(({ version }) => version > latestVersion);
  if (missing !== undefined) {
    const detail = `${templateId} has no version ${missing.version}; its latest is ${latestVersion}.`;
    return { kind: 'refused', reason: 'NO_SUCH_VERSION', detail };
  }
  if (experiment !== undefined && isSame(experiment.variants, variants)) {
    return { kind: 'released', release };
  }
  const own = [...variants];
  const experimentId = experimentIdOf(templateId, at, own);
  const next = { experimentId, variants: own, startedAt: at, startedBy: by };
  return released(
    { ...endExperimentIn(release, { at, by }), experiment: next },
    { action: 'START_EXPERIMENT', version: publishedVersion, experimentId, variants: own, at, by },
  );
};

/** Ends it: everybody gets what is published. Where none is under way, nothing changes. */
export const endExperiment = (release: TemplateRelease, by: ReleaseBy): ReleaseResult => ({
  kind: 'released',
  release: endExperimentIn(release, by),
});

/** Publishes a variant's version for everybody, which ends the experiment. */
export const promoteVariant = (
  release: TemplateRelease,
  variant: string,
  { at, by }: ReleaseBy,
): ReleaseResult => {
  const { templateId, experiment } = release;
  if (experiment === undefined) {
    const detail = `${templateId} has no experiment under way.`;
    return { kind: 'refused', reason: 'NO_EXPERIMENT', detail };
  }
  const { experimentId, variants } = experiment;
  const winner = variants.find(({ name }) => name === variant);
  if (winner === undefined) {
    const names = variants.map(({ name }) => name).join(', ');
    const detail = `The experiment has no variant ${variant}; it has ${names}.`;
    return { kind: 'refused', reason: 'NO_SUCH_VARIANT', detail };
  }
  const { version } = winner;
  return published(release, version, { action: 'PROMOTE', version, experimentId, variant, at, by });
};

/** An experiment as its history tells it, also after its end; by id, or the last one. */
export const findExperiment = (
  { experiment, history }: TemplateRelease,
  experimentId: string | undefined,
): (Experiment & { readonly endedAt?: number }) | undefined => {
  if (
    experiment !== undefined &&
    (experimentId ?? experiment.experimentId) === experiment.experimentId
  )
    return experiment;
  const start = history.findLast(
    (event) =>
      event.action === 'START_EXPERIMENT' &&
      (experimentId === undefined || event.experimentId === experimentId),
  );
  if (start?.experimentId === undefined || start.variants === undefined) return undefined;
  const end = history.find(
    (event) =>
      event.experimentId === start.experimentId &&
      (event.action === 'END_EXPERIMENT' || event.action === 'PROMOTE'),
  );
  return {
    experimentId: start.experimentId,
    variants: start.variants,
    startedAt: start.at,
    startedBy: start.by,
    ...(end === undefined ? {} : { endedAt: end.at }),
  };
};

function isSame(some: readonly Variant[], others: readonly Variant[]): boolean {
  const words = (variants: readonly Variant[]) =>
    variants
      .map(({ name, version, weight }) => `${name} ${version} ${weight}`)
      .toSorted()
      .join();
  return words(some) === words(others);
}
