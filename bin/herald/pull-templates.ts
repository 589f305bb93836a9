import { join, resolve } from 'node:path';
import * as z from 'zod';
import { TemplateId } from '#core/template.ts';
import { TemplateBody } from '#core/template-version.ts';
import type { CallApi } from './api-client.ts';
import { writeFolder } from './template-files.ts';
import { draftToFolder, folderNameOf } from './template-folder.ts';

interface PullOptions {
  /** All that are made by API, where none are named. */
  readonly templateIds: readonly string[];
  readonly isDraft: boolean;
  readonly tell: (line: string) => void;
}

const Page = z.object({
  items: z.array(z.object({ templateId: z.string(), source: z.string(), version: z.int() })),
  cursor: z.string().optional(),
});
const Body = z.object(TemplateBody.shape);
const Template = z.object({ version: z.int() });

/** Writes templates into folders of their own, in place of what stands there of them. */
export const pullTemplates = async (
  path: string,
  call: CallApi,
  { templateIds, isDraft, tell }: PullOptions,
): Promise<void> => {
  const ids = templateIds.length > 0 ? templateIds : await madeByApi(call);
  for (const given of ids) {
    // It becomes a path.
    const templateId = TemplateId.parse(given);
    const which = isDraft ? 'draft' : `versions/${await publishedVersion(templateId, call)}`;
    const body = Body.parse(await call('GET', `/templates/${templateId}/${which}`));
    const name = folderNameOf(templateId);
    const files = draftToFolder(name, body);
    writeFolder(join(resolve(path), name), files);
    tell(`${templateId}: ${which.replace('s/', ' ')} is in ${join(path, name)}`);
  }
};

async function publishedVersion(templateId: string, call: CallApi): Promise<number> {
  return Template.parse(await call('GET', `/templates/${templateId}`)).version;
}

async function madeByApi(call: CallApi): Promise<readonly string[]> {
  const ids: string[] = [];
  let query = '?limit=100';
  for (;;) {
    const { items, cursor } = Page.parse(await call('GET', `/templates${query}`));
    ids.push(...items.flatMap(({ templateId, source }) => (source === 'API' ? [templateId] : [])));
    if (cursor === undefined) return ids;
    query = `?limit=100&cursor=${encodeURIComponent(cursor)}`;
  }
}
