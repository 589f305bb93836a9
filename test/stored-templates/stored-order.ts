import type { TemplateBody } from '#core/template-version.ts';
import type { StoredRelease } from '#functions/stored-templates/read-templates.ts';
import {
  type StoredDraft,
  type StoredVersion,
  tagOf,
} from '#functions/stored-templates/stored-version.ts';
import type { TemplatesTable } from '#functions/stored-templates/templates-table.ts';

/** A template made by API that says these words, in English and French. */
export const bodyOf = (words: string, more: Partial<TemplateBody> = {}): TemplateBody => ({
  category: 'orders',
  dataSchema: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: { name: { type: 'string', maxLength: 50 } },
  },
  sample: { name: 'Ada' },
  content: {
    default: { SMS: { text: `${words}, <%= it.name %>` } },
    fr: { SMS: { text: 'Bonjour <%= it.name %>' } },
  },
  ...more,
});

/** The Templates table in memory. */
export const createTableInMemory = () => {
  const drafts = new Map<string, StoredDraft>();
  const releases = new Map<string, StoredRelease>();
  const versions = new Map<string, StoredVersion>();
  const keyOf = (templateId: string, version: number) => `${templateId} ${version}`;
  const table: TemplatesTable = {
    getDraft: async (templateId) => drafts.get(templateId),
    putDraft: async (templateId, draft, seenTag) => {
      const seen = drafts.get(templateId);
      if (seenTag !== undefined && (seen === undefined || tagOf(seen.body) !== seenTag))
        return false;
      drafts.set(templateId, draft);
      return true;
    },
    getRelease: async (templateId) => releases.get(templateId),
    putRelease: async (stored) => {
      const { templateId } = stored.release;
      if ((releases.get(templateId)?.revision ?? 0) !== stored.revision - 1) return false;
      releases.set(templateId, stored);
      return true;
    },
    listReleases: async (after = '', limit) =>
      [...releases.values()]
        .filter(({ release }) => release.templateId > after)
        .toSorted((a, b) => (a.release.templateId < b.release.templateId ? -1 : 1))
        .slice(0, limit),
    getVersion: async (templateId, version) => versions.get(keyOf(templateId, version)),
    putVersion: async (version) => {
      const key = keyOf(version.templateId, version.version);
      if (versions.has(key)) return false;
      versions.set(key, version);
      return true;
    },
    listVersions: async (templateId, before = Number.POSITIVE_INFINITY, limit) =>
      [...versions.values()]
        .filter((one) => one.templateId === templateId && one.version < before)
        .toSorted((a, b) => b.version - a.version)
        .slice(0, limit)
        .map((one) => ({ ...one, tag: tagOf(one.body) })),
  };
  return { table, versions, releases };
};
