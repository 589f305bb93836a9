import { diffTemplates } from '#core/template-diff.ts';
import type { TemplateBody } from '#core/template-version.ts';
import type { TemplateFolder } from './template-folder.ts';

const signs = { ADDED: 'new', REMOVED: 'removed', CHANGED: 'changed' } as const;
const marks = { added: '+', removed: '-', same: ' ' } as const;

/** What differs between two versions, line by line, as people read differences. */
export const linesOfChanges = (before: TemplateBody, after: TemplateBody): readonly string[] =>
  diffTemplates(before, after).flatMap(({ pointer, kind, lines }) => [
    `  ${pointer} (${signs[kind]})`,
    ...lines.map((line) => `    ${marks[line.kind]} ${line.text}`),
  ]);

/** What writing a folder would do to the files that lie there. */
export const linesOfFiles = (before: TemplateFolder, after: TemplateFolder): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().flatMap((path) => {
    const [old, next] = [before[path], after[path]];
    if (old === next) return [];
    if (old === undefined) return [`  ${path} (new)`];
    return [`  ${path} (${next === undefined ? 'removed' : 'changed'})`];
  });
