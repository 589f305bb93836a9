import { variantTag } from '#core/experiment.ts';
import { type Template, TemplateId, type Templates } from '#core/template.ts';
import { choiceFor, type TemplateRelease, versionsSent } from '#core/template-version.ts';
import { concurrently } from '#platform/concurrently.ts';
import { keepPromises } from './keep-promises.ts';
import type { ReadTemplates } from './read-templates.ts';
import { toTemplate } from './to-template.ts';

/** The template that a recipient gets; the key decides who is in a rollout, and gets which variant. */
export interface TemplateLookup {
  get(templateId: string, recipientKey: string): Template | undefined;
}

/** Finds all that some sends name; what is in code is there, and costs no read. */
export type FindTemplates = (templateIds: readonly unknown[]) => Promise<TemplateLookup>;

interface FindTemplatesDeps {
  readonly templates: Templates;
  readonly read: Pick<ReadTemplates, 'getRelease' | 'getVersion'>;
  readonly now: () => number;
}

/** What somebody published is sent by every container after so long. */
const releaseKeptMs = 3_000;
const maxReleases = 500;
const maxVersions = 200;

/** Reads a pointer once in a few seconds, and a version once: it never changes. */
export const createFindTemplates = ({ templates, read, now }: FindTemplatesDeps): FindTemplates => {
  const releases = keepPromises(read.getRelease, { most: maxReleases, forMs: releaseKeptMs, now });
  const versions = keepPromises(
    async (_key: string, templateId: string, version: number) => {
      const stored = await read.getVersion(templateId, version);
      return stored === undefined ? undefined : toTemplate(stored);
    },
    { most: maxVersions, now },
  );
  const findOne = async (templateId: string) => {
    const release = (await releases(templateId))?.release;
    if (release === undefined) return undefined;
    const found = await concurrently(versionsSent(release), (version) =>
      versions(`${templateId} ${version}`, templateId, version),
    );
    return { release, found };
  };
  return async (templateIds) => {
    const ids = new Set(templateIds.filter((id): id is string => TemplateId.safeParse(id).success));
    const made = [...ids].filter((id) => !templates.has(id));
    if (made.length === 0) return templates;
    const found = await concurrently(made, findOne);
    const byId = new Map(made.map((id, position) => [id, found[position]]));
    return {
      get: (templateId, recipientKey) => {
        const own = byId.get(templateId);
        if (own === undefined) return templates.get(templateId);
        return chosenFor(own.release, own.found, recipientKey);
      },
    };
  };
};

function chosenFor(
  release: TemplateRelease,
  found: readonly (Template | undefined)[],
  recipientKey: string,
): Template | undefined {
  const choice = choiceFor(release, recipientKey);
  const template = found.find((one) => one?.version === choice?.version);
  const { experiment } = release;
  if (template === undefined || choice?.variant === undefined || experiment === undefined) {
    return template;
  }
  const { experimentId } = experiment;
  return { ...template, variant: variantTag({ experimentId, variant: choice.variant }) };
}
