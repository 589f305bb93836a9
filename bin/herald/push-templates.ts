import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { TemplateBody } from '#core/template-version.ts';
import { type CallApi, callForMaybe } from './api-client.ts';
import { countFailures } from './for-each.ts';
import { linesOfChanges } from './show-changes.ts';
import { readFolder } from './template-files.ts';
import { folderToDraft, templateIdOf } from './template-folder.ts';

interface PushOptions {
  /** Publishes what was pushed, to this share of the recipients; undefined for a draft alone. */
  readonly percent: number | undefined;
  /** Says what is wrong, and what would change for readers; writes nothing. */
  readonly isDryRun: boolean;
  readonly tell: (line: string) => void;
}

const Body = z.object(TemplateBody.shape);
const Drafted = z.object({
  problems: z.array(z.object({ pointer: z.string(), detail: z.string() })),
});
const Draft = z.object({ ...Body.shape, updatedAt: z.string(), updatedBy: z.string() });
const Published = z.object({
  version: z.int(),
  latestVersion: z.int(),
  rollout: z.object({ version: z.int() }).optional(),
});
const Sent = z.object({ version: z.int() });

/** Puts template folders into drafts, and publishes them if asked; returns how many could not be. */
export const pushTemplates = async (
  path: string,
  call: CallApi,
  { percent, isDryRun, tell }: PushOptions,
): Promise<number> => {
  const push = async (folder: string): Promise<boolean> => {
    const name = basename(folder);
    const templateId = templateIdOf(name);
    const draft = folderToDraft(name, readFolder(folder));
    if (isDryRun) await tellChanges(templateId, draft, call, tell);
    else await tellReplaced(templateId, draft, call, tell);
    const put = `/templates/${templateId}/draft${isDryRun ? '?dryRun=true' : ''}`;
    const { problems } = Drafted.parse(await call('PUT', put, draft));
    for (const { pointer, detail } of problems) tell(`${templateId} ${pointer}: ${detail}`);
    if (problems.length > 0) {
      const kept = isDryRun ? 'it' : 'the draft is kept, and';
      tell(`${templateId}: ${kept} cannot be published`);
      return false;
    }
    if (isDryRun) return true;
    if (percent === undefined) {
      tell(`${templateId}: drafted`);
      return true;
    }
    const answer = await call('POST', `/templates/${templateId}/publish`, { percent });
    tell(`${templateId}: ${whatIsSent(Published.parse(answer), percent)}`);
    return true;
  };
  return countFailures(foldersIn(path), (folder) => templateIdOf(basename(folder)), push, tell);
};

/** From what is sent now to what a folder says. */
async function tellChanges(
  templateId: string,
  draft: TemplateBody,
  call: CallApi,
  tell: (line: string) => void,
): Promise<void> {
  const sent = await callForMaybe(call, `/templates/${templateId}`);
  if (sent === undefined) {
    tell(`${templateId}: new, nothing of it is published`);
    return;
  }
  const { version } = Sent.parse(sent);
  const before = Body.parse(await call('GET', `/templates/${templateId}/versions/${version}`));
  const changes = linesOfChanges(before, draft);
  const word = changes.length === 0 ? 'says what' : 'changes what';
  tell(`${templateId}: ${word} version ${version} says`);
  for (const line of changes) tell(line);
}

/** Somebody may have been at work on the stage. */
async function tellReplaced(
  templateId: string,
  draft: TemplateBody,
  call: CallApi,
  tell: (line: string) => void,
): Promise<void> {
  const found = await callForMaybe(call, `/templates/${templateId}/draft`);
  if (found === undefined) return;
  const { updatedAt, updatedBy, ...others } = Draft.parse(found);
  const replaced = Body.parse(others);
  if (isDeepStrictEqual(replaced, draft)) return;
  const sent = await callForMaybe(call, `/templates/${templateId}`);
  const { version } = sent === undefined ? { version: undefined } : Sent.parse(sent);
  const isPublished =
    version !== undefined &&
    isDeepStrictEqual(
      Body.parse(await call('GET', `/templates/${templateId}/versions/${version}`)),
      replaced,
    );
  if (!isPublished) {
    tell(`${templateId}: replaces the unpublished draft of ${updatedBy}, ${updatedAt}`);
  }
}

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
function foldersIn(given: string): readonly string[] {
  const path = resolve(given);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`There is no folder ${given}`);
  }
  const entries = readdirSync(path, { withFileTypes: true });
  if (entries.some(({ name }) => name === 'template.json')) return [path];
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .filter((folder) => readdirSync(folder).includes('template.json'))
    .toSorted();
  if (folders.length > 0) return folders;
  throw new Error(`There is no template.json in ${given}, nor in a folder in it`);
}
