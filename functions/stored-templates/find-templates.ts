import { type Template, TemplateId, type Templates } from '#core/template.ts';
import { versionFor } from '#core/template-version.ts';
import { concurrently } from '#platform/concurrently.ts';
import { keepPromises } from './keep-promises.ts';
import type { ReadTemplates } from './read-templates.ts';
import { toTemplate } from './to-template.ts';

/** The template that a recipient gets; the key decides who is in a rollout. */
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
    const out = [release.publishedVersion, release.rollout?.version];
    const found = await concurrently(
      out.filter((version) => version !== undefined),
      (version) => versions(`${templateId} ${version}`, templateId, version),
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
        const version = versionFor(own.release, recipientKey);
        return own.found.find((template) => template?.version === version);
      },
    };
  };
};
