const tag = /<(\/?)([a-z][a-z0-9]*)\b[^>]*>/gi;
const voidElements: ReadonlySet<string> = new Set(['br', 'hr', 'img']);
const tableParts: ReadonlySet<string> = new Set(['tbody', 'td', 'tfoot', 'th', 'thead', 'tr']);

/** No paragraph of a message nests deeper; it also keeps every look into the open tags short. */
const maxDepth = 50;

/**
 * Closes what a piece of sanitized HTML leaves open, and drops what would close or split something
 * around it: a stray `</td>` or `<tr>` from data would otherwise tear the layout open.
 */
export const balanceTags = (html: string): string => {
  const open: string[] = [];
  const balanced = html.replace(tag, (found, slash: string, written: string) => {
    const name = written.toLowerCase();
    if (voidElements.has(name)) return slash === '' ? found : '';
    if (slash === '') {
      if (tableParts.has(name) && !open.includes('table')) return '';
      if (open.length >= maxDepth) return '';
      open.push(name);
      return found;
    }
    const position = open.lastIndexOf(name);
    if (position === -1) return '';
    return closing(open.splice(position));
  });
  return balanced + closing(open);
};

function closing(names: readonly string[]): string {
  return names
    .toReversed()
    .map((name) => `</${name}>`)
    .join('');
}
