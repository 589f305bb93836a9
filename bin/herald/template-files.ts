import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { TemplateFolder } from './template-folder.ts';

/** Reads what belongs to a template, and nothing else that lies there. */
export const readFolder = (folder: string): TemplateFolder =>
  Object.fromEntries(
    pathsIn(folder).map((path) => [
      path.split(sep).join('/'),
      readFileSync(join(folder, path), 'utf8'),
    ]),
  );

/** Writes a template in place of the one that lies there. */
export const writeFolder = (folder: string, files: TemplateFolder): void => {
  for (const path of pathsIn(folder)) rmSync(join(folder, path));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

function pathsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path === 'template.json' || path.endsWith('.eta'),
  );
}
