import { templateLimits } from './template-limits.ts';
import { TemplateRefusal } from './template-problem.ts';

/** A piece of a source in eta's syntax. Offsets are into the source. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string; readonly offset: number }
  | {
      readonly kind: 'tag';
      /** `<% %>`, `<%= %>` and `<%~ %>`. */
      readonly mode: 'control' | 'escaped' | 'raw';
      readonly offset: number;
      /** Of what stands between the marks. */
      readonly start: number;
      readonly end: number;
    };

type Trim = '-' | '_' | undefined;

const opening = /<%([-_])?\s*([=~])?/g;
const inside = /['"`]|\/\*|(([-_])?%>)/g;
const modes = { '=': 'escaped', '~': 'raw' } as const;

/**
 * Cuts a source into text and tags as eta does: `-` takes one line break beside a tag away, `_` all
 * white space.
 *
 * @throws TemplateRefusal at a tag, string or comment that does not end.
 */
export const scanTags = (source: string): readonly Segment[] => {
  const segments: Segment[] = [];
  let end = 0;
  let trimStart: Trim;
  const pushText = (to: number, trimEnd: Trim): void => {
    const text = trimmed(source.slice(end, to), trimStart, trimEnd);
    if (text !== '') segments.push({ kind: 'text', text, offset: end });
  };
  opening.lastIndex = 0;
  for (let open = opening.exec(source); open !== null; open = opening.exec(source)) {
    pushText(open.index, toTrim(open[1]));
    const mark = open[2];
    const start = opening.lastIndex;
    const close = findClose(source, open.index, start);
    const mode = mark === '=' || mark === '~' ? modes[mark] : 'control';
    segments.push({ kind: 'tag', mode, offset: open.index, start, end: close.start });
    if (close.start - start > templateLimits.tagUnits) {
      throw new TemplateRefusal(
        open.index,
        `this tag is longer than ${templateLimits.tagUnits} characters; split it`,
      );
    }
    end = close.end;
    trimStart = close.trim;
    opening.lastIndex = end;
  }
  pushText(source.length, undefined);
  return segments;
};

interface Close {
  readonly start: number;
  readonly end: number;
  readonly trim: Trim;
}

/** The end of a tag, past any `%>` within a string or a comment. */
function findClose(source: string, offset: number, start: number): Close {
  inside.lastIndex = start;
  for (let found = inside.exec(source); found !== null; found = inside.exec(source)) {
    if (found[1] !== undefined) {
      return { start: found.index, end: inside.lastIndex, trim: toTrim(found[2]) };
    }
    inside.lastIndex = skip(source, found.index, found[0]);
  }
  throw new TemplateRefusal(offset, 'this tag does not end; close it with %>');
}

function skip(source: string, offset: number, mark: string): number {
  if (mark === '/*') {
    const end = source.indexOf('*/', offset + 2);
    if (end === -1)
      throw new TemplateRefusal(offset, 'this comment does not end; close it with */');
    return end + 2;
  }
  for (let position = offset + 1; position < source.length; position += 1) {
    const character = source[position];
    if (character === mark) return position + 1;
    if (character === '\\') position += 1;
    else if (mark !== '`' && (character === '\n' || character === '\r')) break;
  }
  throw new TemplateRefusal(offset, `this string does not end; close it with ${mark}`);
}

function toTrim(mark: string | undefined): Trim {
  return mark === '-' || mark === '_' ? mark : undefined;
}

function trimmed(text: string, start: Trim, end: Trim): string {
  const left =
    start === '_' ? text.trimStart() : start === '-' ? text.replace(/^(?:\r\n|\n|\r)/, '') : text;
  if (end === '_') return left.trimEnd();
  return end === '-' ? left.replace(/(?:\r\n|\n|\r)$/, '') : left;
}
