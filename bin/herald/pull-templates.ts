import { join, resolve } from 'node:path';
import * as z from 'zod';
import { TemplateId } from '#core/template.ts';
import { TemplateBody } from '#core/template-version.ts';
import type { CallApi } from './api-client.ts';
import { countFailures } from './for-each.ts';
import { linesOfFiles } from './show-changes.ts';
import { readFolder, writeFolder } from './template-files.ts';
import { draftToFolder, folderNameOf } from './template-folder.ts';

interface PullOptions {
  /** All that are made by API, where none are named. */
  readonly templateIds: readonly string[];
  readonly isDraft: boolean;
  /** Says what would be written, and writes nothing. */
  readonly isDryRun: boolean;
  readonly tell: (line: string) => void;
}

const Page = z.object({
  items: z.array(z.object({ templateId: z.string(), source: z.string(), version: z.int() })),
  cursor: z.string().optional(),
});
const Body = z.object(TemplateBody.shape);
const Template = z.object({ version: z.int() });

/** Writes templates into folders of their own, in place of what stands there of them; returns how many could not be. */
export const pullTemplates = async (
  path: string,
  call: CallApi,
  { templateIds, isDraft, isDryRun, tell }: PullOptions,
): Promise<number> => {
  const ids = templateIds.length > 0 ? templateIds : await madeByApi(call);
  if (ids.length === 0) tell('nothing is published that was made by API');
  const pull = async (templateId: string): Promise<boolean> => {
    // It becomes a path.
    if (!TemplateId.safeParse(templateId).success) throw new Error('is no id of a template');
    const which = isDraft ? 'draft' : `versions/${await publishedVersion(templateId, call)}`;
    const body = Body.parse(await call('GET', `/templates/${templateId}/${which}`));
    const name = folderNameOf(templateId);
    const files = draftToFolder(name, body);
    const folder = join(resolve(path), name);
    const changes = linesOfFiles(readFolder(folder), files);
    const word = which.replace('s/', ' ');
    if (changes.length === 0) tell(`${templateId}: ${word} is in ${join(path, name)} already`);
    else if (isDryRun) {
      tell(`${templateId}: ${word} would change ${join(path, name)}`);
      for (const line of changes) tell(line);
    } else {
      writeFolder(folder, files);
      tell(`${templateId}: ${word} is in ${join(path, name)}`);
    }
    return true;
  };
  return countFailures(ids, (id) => id, pull, tell);
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
