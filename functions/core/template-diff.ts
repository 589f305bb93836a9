import { type DiffLine, diffLines } from './line-diff.ts';
import type { TemplateBody } from './template-version.ts';

/** One difference between two versions, with a JSON pointer into the body. */
export interface TemplateChange {
  readonly pointer: string;
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** Only what was added or removed, and up to two lines around it. */
  readonly lines: readonly DiffLine[];
}

const context = 2;

/** JSON of a value that is the same for the same value, whatever the order of its keys. */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) => sortKeys(inner), 2);

/** What an editor changed from one version to another, field by field, in a steady order. */
export const diffTemplates = (
  before: TemplateBody,
  after: TemplateBody,
): readonly TemplateChange[] => {
  const [older, newer] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...older.keys(), ...newer.keys()])]
    .toSorted()
    .flatMap((pointer): readonly TemplateChange[] => {
      const [one, other] = [older.get(pointer), newer.get(pointer)];
      if (one === other) return [];
      if (one === undefined) return [{ pointer, kind: 'ADDED', lines: all('added', other ?? '') }];
      if (other === undefined) return [{ pointer, kind: 'REMOVED', lines: all('removed', one) }];
      return [{ pointer, kind: 'CHANGED', lines: nearChanges(diffLines(one, other)) }];
    });
};

/** Every text of a body by its pointer; schema and sample as JSON with sorted keys. */
function fieldsOf(body: TemplateBody): ReadonlyMap<string, string> {
  const fields = new Map<string, string>([
    ['/category', body.category],
    ['/dataSchema', sortedJson(body.dataSchema)],
    ['/sample', sortedJson(body.sample)],
  ]);
  for (const [locale, channels] of Object.entries(body.content)) {
    for (const [channel, sources] of Object.entries(channels)) {
      for (const [field, source] of Object.entries(sources ?? {})) {
        fields.set(pointerOf('content', locale, channel, field), source);
      }
    }
  }
  for (const [locale, messages] of Object.entries(body.messages ?? {})) {
    for (const [key, text] of Object.entries(messages)) {
      fields.set(pointerOf('messages', locale, key), text);
    }
  }
  return fields;
}

function pointerOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function all(kind: DiffLine['kind'], text: string): readonly DiffLine[] {
  return text.split('\n').map((line) => ({ kind, text: line }));
}

function nearChanges(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let at = index - context; at <= index + context; at += 1) near.add(at);
  }
  return lines.filter((_line, index) => near.has(index));
}
