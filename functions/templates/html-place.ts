/** Where a position of an HTML source stands, as a browser's tokenizer would see it. */
export type HtmlPlace =
  | { readonly kind: 'text' }
  /** Behind `<`, before it is clear what begins. */
  | { readonly kind: 'markup'; readonly read: string }
  | { readonly kind: 'tag-name'; readonly name: string; readonly isEnd: boolean }
  | { readonly kind: 'tag'; readonly element: string; readonly isEnd: boolean }
  | { readonly kind: 'attribute-name'; readonly element: string; readonly name: string }
  | { readonly kind: 'after-name'; readonly element: string; readonly name: string }
  | { readonly kind: 'before-value'; readonly element: string; readonly name: string }
  | {
      readonly kind: 'value';
      readonly element: string;
      readonly name: string;
      readonly quote: '"' | "'" | '';
      /** What stands in it so far, with U+FFFC for each output. */
      readonly read: string;
    }
  | { readonly kind: 'comment'; readonly tail: CommentTail }
  | { readonly kind: 'doctype' }
  /** Text of title, textarea and style; `tail` is as much of their end tag as stands there so far. */
  | { readonly kind: 'raw-text'; readonly element: string; readonly tail: string };

/**
 * What of a comment decides whether the next `>` ends it, and nothing more: two comments with the same
 * tail go on alike. `<!-->` and `<!--->` are whole comments.
 */
type CommentTail = 'start' | 'start-' | '' | '-' | '--' | '--!';

/** Stands in `read` where a template writes a value. */
export const outputMark = '\uFFFC';

/** Static HTML that a template may not contain; the message says why. */
export class HtmlRefusal extends Error {
  override readonly name = 'HtmlRefusal';
}

const blank = /[\t\n\f\r ]/;
const letter = /[A-Za-z]/;
const oddInName = /["'<`\0]/;
const rawTextElements: ReadonlySet<string> = new Set(['title', 'textarea', 'style']);

/** What runs, loads, posts or is parsed by rules of its own; no mail client keeps it anyway. */
const refusedElements: ReadonlySet<string> = new Set(
  [
    'script iframe frame frameset object embed applet base form svg math template',
    'xmp noembed noframes noscript plaintext listing portal',
    // Within it a browser ignores <title> and <textarea>, and reads their text as markup.
    'select',
  ].flatMap((names) => names.split(' ')),
);

const urlAttributes: ReadonlySet<string> = new Set(
  [
    'href src action formaction background poster cite longdesc data usemap ping manifest icon',
    'dynsrc lowsrc profile codebase classid archive xlink:href',
  ].flatMap((names) => names.split(' ')),
);

/** True for attributes that a browser follows or loads. */
export const isUrlAttribute = (name: string): boolean => urlAttributes.has(name);

/** Beyond it browsers and mail clients cut a URL off. */
const maxUrlUnits = 4096;

/** The schemes that a link or an image may have. */
const safeStart = /^\s*(?:https?:\/\/|mailto:|tel:)/i;

/** The place behind one more character. @throws HtmlRefusal for what may not be there. */
export const advance = (place: HtmlPlace, character: string): HtmlPlace => {
  switch (place.kind) {
    case 'text':
      return character === '<' ? { kind: 'markup', read: '' } : place;
    case 'markup':
      return advanceMarkup(place.read + character);
    case 'tag-name':
      if (!isTagBreak(character)) {
        if (!/[\w:-]/.test(character)) {
          throw new HtmlRefusal(`the name of a tag holds ${character}; is a space missing?`);
        }
        return { ...place, name: place.name + character.toLowerCase() };
      }
      checkElement(place.name);
      return advance({ kind: 'tag', element: place.name, isEnd: place.isEnd }, character);
    case 'tag':
      if (character === '>') return afterTag(place.element, place.isEnd);
      if (blank.test(character) || character === '/') return place;
      if (character === '=') throw new HtmlRefusal('an attribute begins with =');
      // What is no attribute to a browser must be none to us, or the two lose each other.
      if (place.isEnd) throw new HtmlRefusal(`</${place.element}> has no attributes`);
      return advanceName({ kind: 'attribute-name', element: place.element, name: '' }, character);
    case 'attribute-name':
      return advanceName(place, character);
    case 'after-name':
      if (character === '=') return { ...place, kind: 'before-value' };
      if (blank.test(character)) return place;
      checkAttribute(place.name, '');
      return advance({ kind: 'tag', element: place.element, isEnd: false }, character);
    case 'before-value':
      if (blank.test(character)) return place;
      if (character === '>') throw new HtmlRefusal(`the attribute ${place.name} has no value`);
      if (character === '"' || character === "'") {
        return { ...place, kind: 'value', quote: character, read: '' };
      }
      return { ...place, kind: 'value', quote: '', read: character };
    case 'value':
      return advanceValue(place, character);
    case 'comment':
      if (character === '>' && endsAtNext.has(place.tail)) return { kind: 'text' };
      return { kind: 'comment', tail: commentTail(place.tail, character) };
    case 'doctype':
      return character === '>' ? { kind: 'text' } : place;
    case 'raw-text':
      return advanceRawText(place, character);
  }
};

/** The place behind a value that a template writes there. */
export const advanceOutput = (place: HtmlPlace): HtmlPlace =>
  place.kind === 'value' ? { ...place, read: readOn(place.name, place.read, outputMark) } : place;

const endsAtNext: ReadonlySet<CommentTail> = new Set(['start', 'start-', '--', '--!']);

function commentTail(tail: CommentTail, character: string): CommentTail {
  if (character === '!') return tail === '--' ? '--!' : '';
  if (character !== '-') return '';
  if (tail === 'start') return 'start-';
  return tail === '' || tail === '--!' ? '-' : '--';
}

function advanceMarkup(read: string): HtmlPlace {
  if (letter.test(read[0] ?? '')) {
    return { kind: 'tag-name', name: read.toLowerCase(), isEnd: false };
  }
  if (read === '/' || read === '!' || '!--'.startsWith(read)) {
    return read === '!--' ? { kind: 'comment', tail: 'start' } : { kind: 'markup', read };
  }
  if (read[0] === '/') {
    const next = read.slice(1);
    if (letter.test(next)) return { kind: 'tag-name', name: next.toLowerCase(), isEnd: true };
    throw new HtmlRefusal('an end tag has no name; write &lt; for a less-than sign');
  }
  if (read[0] === '!') {
    if ('!doctype'.startsWith(read.toLowerCase())) {
      return read.length === '!doctype'.length ? { kind: 'doctype' } : { kind: 'markup', read };
    }
    throw new HtmlRefusal('behind <! only a comment or doctype may stand');
  }
  if (read[0] === '?') throw new HtmlRefusal('<? does not belong into HTML');
  // A less-than sign by itself; a browser shows it, and so does what follows count as text.
  return advance({ kind: 'text' }, read);
}

function advanceName(
  place: Extract<HtmlPlace, { kind: 'attribute-name' }>,
  character: string,
): HtmlPlace {
  if (character === '=') return { ...place, kind: 'before-value' };
  if (blank.test(character)) return { ...place, kind: 'after-name' };
  if (isTagBreak(character)) {
    checkAttribute(place.name, '');
    return advance({ kind: 'tag', element: place.element, isEnd: false }, character);
  }
  if (oddInName.test(character)) {
    throw new HtmlRefusal(`the name of an attribute holds ${character}; is a quote missing?`);
  }
  return { ...place, name: place.name + character.toLowerCase() };
}

function advanceValue(place: Extract<HtmlPlace, { kind: 'value' }>, character: string): HtmlPlace {
  const isOver =
    place.quote === '' ? blank.test(character) || character === '>' : character === place.quote;
  if (!isOver) return { ...place, read: readOn(place.name, place.read, character) };
  checkAttribute(place.name, place.read);
  const tag = { kind: 'tag', element: place.element, isEnd: false } as const;
  return place.quote === '' ? advance(tag, character) : tag;
}

/** Only what is judged by its text is kept; other values can be as long as they like. */
function readOn(name: string, read: string, more: string): string {
  if (!isUrlAttribute(name) && name !== 'http-equiv') return read;
  if (read.length >= maxUrlUnits) throw new HtmlRefusal(`${name} is too long; shorten it`);
  return read + more;
}

function advanceRawText(
  place: Extract<HtmlPlace, { kind: 'raw-text' }>,
  character: string,
): HtmlPlace {
  const end = `</${place.element}`;
  if (place.tail === end && isTagBreak(character)) {
    return advance({ kind: 'tag', element: place.element, isEnd: true }, character);
  }
  const longer = place.tail + character.toLowerCase();
  if (end.startsWith(longer)) return { ...place, tail: longer };
  return { ...place, tail: character === '<' ? character : '' };
}

function afterTag(element: string, isEnd: boolean): HtmlPlace {
  return !isEnd && rawTextElements.has(element)
    ? { kind: 'raw-text', element, tail: '' }
    : { kind: 'text' };
}

function isTagBreak(character: string): boolean {
  return blank.test(character) || character === '/' || character === '>';
}

function checkElement(name: string): void {
  // MJML and Outlook write v:rect and o:p; a prefix does not make an element of ours of them.
  const local = name.split(':').at(-1) ?? name;
  if (refusedElements.has(local)) {
    throw new HtmlRefusal(`<${local}> may not stand in a message; take it out`);
  }
}

function checkAttribute(name: string, value: string): void {
  if (/^on/.test(name)) throw new HtmlRefusal(`${name} runs a script; take it out`);
  if (name === 'srcdoc') throw new HtmlRefusal('srcdoc holds a page of its own; take it out');
  if (name === 'http-equiv' && /refresh|&/i.test(value)) {
    throw new HtmlRefusal('a message may not send its reader elsewhere; take the refresh out');
  }
  if (!isUrlAttribute(name) || safeStart.test(value) || value.startsWith(outputMark)) return;
  // Entities and control characters can spell a scheme that nobody sees.
  if (/[:&\p{Cc}]/u.test(value)) {
    throw new HtmlRefusal(`${name} must begin with https://, http://, mailto: or tel:`);
  }
}
