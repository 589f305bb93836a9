/** A link of a mail, as it stands in it. */
export interface MailLink {
  readonly href: string;
  /** A click on it is reported: as with SES, on web links without `ses:no-track`. */
  readonly isTracked: boolean;
}

/** What a reader may follow from a mail. */
const followable: readonly string[] = ['http:', 'https:', 'mailto:'];

/** Attributes that decide where a link leads, or tell others; the outbox sets its own. */
const dropped: readonly string[] = ['href', 'target', 'rel', 'ping', 'download'];

/** The links of a mail that a reader may follow. */
export const linksOf = (html: string): readonly MailLink[] => {
  const links: MailLink[] = [];
  rewriteLinks(html, (link) => {
    links.push(link);
    return link.href;
  });
  return links;
};

/**
 * Replaces where the links of a mail lead, and opens them in a tab of their own. A link that nobody may
 * follow (`javascript:`, a path) loses its target. The rest of the mail stays byte for byte.
 */
export const rewriteLinks = (html: string, rewrite: (link: MailLink) => string): string => {
  const opening = /<!--|<(?:a|area)(?=[\s/>])/gi;
  let result = '';
  let done = 0;
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    if (match[0] === '<!--') {
      // `<!-->` is a whole comment.
      const end = html.indexOf('-->', match.index + 2);
      if (end === -1) break;
      opening.lastIndex = end;
      continue;
    }
    const tag = readTag(html, opening.lastIndex);
    if (tag === undefined) break;
    result += html.slice(done, match.index) + match[0] + rewriteTag(tag.attributes, rewrite);
    done = tag.end;
    opening.lastIndex = tag.end;
  }
  return result + html.slice(done);
};

interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

function rewriteTag(attributes: readonly Attribute[], rewrite: (link: MailLink) => string): string {
  const kept = attributes.filter(({ name }) => !dropped.includes(name));
  // Of an attribute that stands there twice, browsers take the first.
  const href = decodeEntities(attributes.find(({ name }) => name === 'href')?.value ?? '').trim();
  const protocol = URL.parse(href)?.protocol ?? '';
  const own = followable.includes(protocol)
    ? ` href="${escapeAttribute(
        rewrite({
          href,
          isTracked:
            protocol !== 'mailto:' && !attributes.some(({ name }) => name === 'ses:no-track'),
        }),
      )}" target="_blank" rel="noopener noreferrer"`
    : '';
  return `${kept.map(({ source }) => ` ${source}`).join('')}${own}>`;
}

/** Reads the attributes from behind a tag's name, as browsers do; undefined when the tag never ends. */
function readTag(html: string, start: number) {
  const next =
    /[\s/]*(?:(>)|([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|((?!["'])[^\s>]+)))?)/y;
  next.lastIndex = start;
  const attributes: Attribute[] = [];
  for (let match = next.exec(html); match !== null; match = next.exec(html)) {
    const [source, end, name = '', double, single, bare] = match;
    if (end !== undefined) return { attributes, end: next.lastIndex };
    attributes.push({
      name: name.toLowerCase(),
      value: double ?? single ?? bare ?? '',
      source: source.replace(/^[\s/]+/, ''),
    });
  }
  return undefined;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decodeEntities(value: string): string {
  return value.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (entity, decimal, hex, name) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? entity;
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entity;
    },
  );
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
