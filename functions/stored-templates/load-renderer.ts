import type { RequestMessage } from '#core/messages.ts';
import type { Render } from '#functions/delivery/render.ts';
import { keepPromises } from './keep-promises.ts';
import type { ReadTemplates } from './read-templates.ts';
import type { PrepareVersion } from './render-version.ts';

interface LoadRendererDeps {
  readonly read: Pick<ReadTemplates, 'getVersion'>;
  readonly prepareVersion: PrepareVersion;
  /** Renders templates in code. */
  readonly inCode: Render;
  readonly now: () => number;
}

/** Finds what renders a message; undefined for a version that is gone. */
export type LoadRenderer = (
  message: Pick<RequestMessage, 'templateId' | 'template'>,
) => Promise<Render | undefined>;

/** A version is its mails in all languages. */
const maxVersions = 50;

/** Reads and prepares a version once per container; what is in code is there already. */
export const createLoadRenderer = ({
  read,
  prepareVersion,
  inCode,
  now,
}: LoadRendererDeps): LoadRenderer => {
  const prepared = keepPromises(
    async (_key: string, templateId: string, version: number) => {
      const stored = await read.getVersion(templateId, version);
      return stored === undefined ? undefined : prepareVersion(stored);
    },
    { most: maxVersions, now },
  );
  return async ({ templateId, template }) =>
    template === undefined
      ? inCode
      : prepared(`${templateId} ${template.version}`, templateId, template.version);
};
