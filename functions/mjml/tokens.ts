import { scanTags } from '#functions/templates/scan-tags.ts';

/** Words that stand for the tags of a template while MJML is compiled; none occurs in the source. */
export interface Tokens {
  /** The word for one more tag. */
  add(tag: string): string;
  /** By word. */
  readonly tags: ReadonlyMap<string, string>;
  /** Finds them in a text, each in its first group. */
  readonly pattern: RegExp;
}

/** Makes words of letters and digits alone, so that nothing changes or splits them. */
export const createTokens = (source: string): Tokens => {
  let salt = 0;
  while (source.includes(`etatag${salt}x`)) salt += 1;
  const tags = new Map<string, string>();
  return {
    tags,
    pattern: new RegExp(`(etatag${salt}x\\d+z)`),
    add: (tag) => {
      const word = `etatag${salt}x${tags.size}z`;
      tags.set(word, tag);
      return word;
    },
  };
};

/** A piece of a source: a whole tag, marks included, or text between tags. */
export interface Piece {
  readonly kind: 'tag' | 'text';
  readonly text: string;
  readonly offset: number;
}

const close = /[-_]?%>/y;

/** A source as tags and what is between them, nothing left out. @throws TemplateRefusal as scanTags does. */
export const piecesOf = (source: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  const push = (kind: Piece['kind'], from: number, to: number) => {
    if (to > from) pieces.push({ kind, text: source.slice(from, to), offset: from });
  };
  let end = 0;
  for (const segment of scanTags(source)) {
    if (segment.kind === 'text') continue;
    push('text', end, segment.offset);
    close.lastIndex = segment.end;
    close.test(source);
    end = close.lastIndex;
    push('tag', segment.offset, end);
  }
  push('text', end, source.length);
  return pieces;
};
