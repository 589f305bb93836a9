import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import type { CallApi } from './api-client.ts';
import { readFolder } from './template-files.ts';
import { folderToDraft, templateIdOf } from './template-folder.ts';

interface PushOptions {
  /** Publishes what was pushed, to this share of the recipients; undefined for a draft alone. */
  readonly percent: number | undefined;
  readonly tell: (line: string) => void;
}

const Drafted = z.object({
  problems: z.array(z.object({ pointer: z.string(), detail: z.string() })),
});
const Published = z.object({
  version: z.int(),
  latestVersion: z.int(),
  rollout: z.object({ version: z.int() }).optional(),
});

/** Puts template folders into drafts, and publishes them if asked; returns how many could not be. */
export const pushTemplates = async (
  path: string,
  call: CallApi,
  { percent, tell }: PushOptions,
): Promise<number> => {
  const folders = foldersIn(resolve(path));
  if (folders.length === 0)
    throw new Error(`There is no template.json in ${path}, nor a folder below`);
  let failures = 0;
  for (const folder of folders) {
    const name = basename(folder);
    const templateId = templateIdOf(name);
    const draft = folderToDraft(name, readFolder(folder));
    const { problems } = Drafted.parse(await call('PUT', `/templates/${templateId}/draft`, draft));
    for (const { pointer, detail } of problems) tell(`${templateId} ${pointer}: ${detail}`);
    if (problems.length > 0) {
      failures += 1;
      tell(`${templateId}: the draft is kept, and cannot be published`);
    } else if (percent === undefined) {
      tell(`${templateId}: drafted`);
    } else {
      const answer = await call('POST', `/templates/${templateId}/publish`, { percent });
      tell(`${templateId}: ${whatIsSent(Published.parse(answer), percent)}`);
    }
  }
  return failures;
};

function whatIsSent(
  { version, latestVersion, rollout }: z.infer<typeof Published>,
  percent: number,
): string {
  if (rollout !== undefined) {
    return `version ${rollout.version} is sent to ${percent} %, version ${version} to the others`;
  }
  const kept = percent === 0 ? `; version ${latestVersion} is kept` : '';
  return `version ${version} is sent${kept}`;
}

/** The folder itself, or those in it. */
function foldersIn(path: string): readonly string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  if (entries.some(({ name }) => name === 'template.json')) return [path];
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .filter((folder) => readdirSync(folder).includes('template.json'))
    .toSorted();
}
