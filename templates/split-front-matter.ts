/** A content file in its parts: the fields of its front matter, and the rest. */
export interface SplitContentFile {
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

const fieldLine = /^([a-z][A-Za-z]*):(.*)$/;

/**
 * Splits `name: value` lines that end in a line `---` from what follows; a file without them is all
 * body. It sees sources, never data: a line break in data cannot become a field.
 *
 * @throws if a field stands there twice.
 */
export const splitFrontMatter = (file: string): SplitContentFile => {
  const lines = file.split(/\r?\n/);
  const end = lines.indexOf('---');
  const matches = lines.slice(0, Math.max(end, 0)).map((line) => fieldLine.exec(line));
  if (end < 1 || matches.includes(null)) return { fields: new Map(), body: lines.join('\n') };
  const fields = new Map<string, string>();
  for (const match of matches) {
    const [, name = '', value = ''] = match ?? [];
    if (fields.has(name)) throw new Error(`has the field ${name} twice`);
    fields.set(name, value.trim());
  }
  return { fields, body: lines.slice(end + 1).join('\n') };
};
