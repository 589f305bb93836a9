import { TemplateRefusal } from '#functions/templates/template-problem.ts';
import { mjmlDefaults } from './mjml-defaults.ts';
import { kindOfMjml, misplacedMjml, takesTemplateTags } from './mjml-elements.ts';
import { type Origin, originOf } from './origins.ts';
import { createTokens, piecesOf, type Tokens } from './tokens.ts';

/** MJML that a compiler takes: words for tags, and the house's defaults in its head. */
export interface PreparedMjml {
  readonly mjml: string;
  readonly tokens: Tokens;
  /** Where in the source each word stands. */
  readonly places: ReadonlyMap<string, number>;
  /** Where in the source each stretch of it comes from. */
  readonly origins: readonly Origin[];
}

/** A longer value in many elements would come to more HTML than a container can hold. */
const maxTagUnits = 4_000;

/**
 * Reads MJML as strictly as its own validator would, and in one pass.
 *
 * @throws TemplateRefusal where it is wrong, by its place in the source.
 */
export const prepareMjml = (source: string): PreparedMjml => {
  const tokens = createTokens(source);
  const places = new Map<string, number>();
  const inText: Origin[] = [];
  let text = '';
  for (const piece of piecesOf(source)) {
    inText.push({ at: text.length, length: piece.text.length, from: piece.offset });
    const word = piece.kind === 'tag' ? tokens.add(piece.text) : undefined;
    if (word !== undefined) places.set(word, piece.offset);
    text += word ?? piece.text;
  }
  const defaults = piecesOf(mjmlDefaults)
    .map((piece) => (piece.kind === 'text' ? piece.text : tokens.add(piece.text)))
    .join('');
  try {
    const { written, copied } = new Walk(text, tokens, defaults).toEnd();
    const origins = copied.map((one) => ({ ...one, from: originOf(inText, one.from) }));
    return { mjml: written, tokens, places, origins };
  } catch (error) {
    if (!(error instanceof TemplateRefusal)) throw error;
    throw new TemplateRefusal(originOf(inText, error.offset), error.message);
  }
};

/** One walk over the elements of a text, which writes them anew with what they lack. */
class Walk {
  readonly copied: Origin[] = [];
  written = '';
  readonly #text: string;
  readonly #tokens: Tokens;
  readonly #defaults: string;
  readonly #open: string[] = [];
  #position = 0;
  #hasHead = false;
  #hasBody = false;

  constructor(text: string, tokens: Tokens, defaults: string) {
    this.#text = text;
    this.#tokens = tokens;
    this.#defaults = defaults;
  }

  toEnd(): this {
    const text = this.#text;
    for (;;) {
      const start = text.indexOf('<', this.#position);
      this.#copyBetween(start === -1 ? text.length : start);
      if (start === -1) break;
      if (text.startsWith('<!--', start)) this.#skipComment(start);
      else if (text[start + 1] === '/') this.#closeElement(start);
      else this.#openElement(start);
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) throw neverClosed(unclosed, text.length);
    if (!this.#hasBody) throw new TemplateRefusal(0, 'MJML is <mjml> with an <mj-body>');
    return this;
  }

  #copyTo(end: number): void {
    const from = this.#position;
    this.copied.push({ at: this.written.length, length: end - from, from });
    this.written += this.#text.slice(from, end);
    this.#position = end;
  }

  #skipComment(start: number): void {
    const end = this.#text.indexOf('-->', start);
    if (end === -1)
      throw new TemplateRefusal(start, 'this comment does not end; close it with -->');
    this.#position = end + '-->'.length;
    if (!this.#tokens.pattern.test(this.#text.slice(start, end))) return;
    throw new TemplateRefusal(start, 'a comment holds tags of the template; take them out');
  }

  #closeElement(start: number): void {
    const name = nameAt(this.#text, start + 2);
    const opened = this.#open.pop();
    if (opened !== name) {
      const due = opened === undefined ? 'nothing is open' : `</${opened}> is due`;
      throw new TemplateRefusal(start, `</${name}> ends what it did not begin; ${due}`);
    }
    this.#copyTo(endOfTag(this.#text, start));
  }

  #openElement(start: number): void {
    const name = nameAt(this.#text, start + 1);
    const parent = this.#open.at(-1);
    this.#checkElement(name, parent, start);
    const end = endOfTag(this.#text, start);
    const tag = this.#text.slice(start, end);
    if (name === 'mj-social-element' && parent === 'mj-social' && !/\ssrc=/.test(tag)) {
      const why = 'say by src where its picture lies; the usual one lies with another company';
      throw new TemplateRefusal(start, why);
    }
    const isClosed = tag.endsWith('/>');
    if (name === 'mj-body' && !this.#hasHead)
      this.written += `<mj-head>${this.#defaults}</mj-head>`;
    this.#hasHead ||= name === 'mj-head';
    this.#hasBody ||= name === 'mj-body';
    if (name === 'mj-head' && isClosed) {
      this.written += `<mj-head>${this.#defaults}</mj-head>`;
      this.#position = end;
      return;
    }
    this.#copyTo(end);
    if (name === 'mj-head') this.written += this.#defaults;
    if (isClosed) return;
    if (kindOfMjml(name, parent) === 'holds-elements') this.#open.push(name);
    else this.#copyContent(name, parent, start);
  }

  #checkElement(name: string, parent: string | undefined, start: number): void {
    const why = misplacedMjml(name, parent);
    if (why !== undefined) throw new TemplateRefusal(start, why);
    if (parent === undefined && this.#hasBody) {
      throw new TemplateRefusal(start, 'one <mjml> is enough');
    }
    const isSecond = name === 'mj-body' ? this.#hasBody : name === 'mj-head' && this.#hasHead;
    if (isSecond || (name === 'mj-head' && this.#hasBody)) {
      throw new TemplateRefusal(start, '<mjml> holds one <mj-head>, and one <mj-body> behind it');
    }
  }

  /** Up to the element's own end tag, whatever stands in it. */
  #copyContent(name: string, parent: string | undefined, start: number): void {
    const from = this.#position;
    const end = this.#text.indexOf(`</${name}>`, from);
    if (end === -1) throw neverClosed(name, start);
    if (kindOfMjml(name, parent) === 'is-empty' && this.#text.slice(from, end).trim() !== '') {
      throw new TemplateRefusal(from, `<${name}> holds nothing`);
    }
    const markup = name === 'mj-style' ? this.#text.slice(from, end).indexOf('<') : -1;
    if (markup !== -1) throw new TemplateRefusal(from + markup, 'no markup stands in CSS');
    this.#copyTo(end + name.length + '</>'.length);
  }

  /** Tags of the template stand in an mj-raw of their own; text stands in an element that shows it. */
  #copyBetween(to: number): void {
    const parent = this.#open.at(-1);
    for (const piece of this.#text.slice(this.#position, to).split(this.#tokens.pattern)) {
      const isTag = this.#tokens.tags.has(piece);
      const at = this.#position;
      if (!isTag && piece.trim() !== '') {
        throw new TemplateRefusal(
          at + piece.search(/\S/),
          'text stands in an element such as <mj-text>',
        );
      }
      if (isTag && (parent === undefined || !takesTemplateTags(parent))) {
        const where = parent === undefined ? 'outside of <mjml>' : `in <${parent}>`;
        throw new TemplateRefusal(at, `a tag of the template cannot stand ${where}`);
      }
      if (isTag) this.written += '<mj-raw>';
      this.#copyTo(at + piece.length);
      if (isTag) this.written += '</mj-raw>';
    }
  }
}

const tagName = /[a-zA-Z][\w:-]*/y;

function nameAt(text: string, at: number): string {
  tagName.lastIndex = at;
  const found = tagName.exec(text)?.[0];
  if (found !== undefined) return found;
  throw new TemplateRefusal(at - 1, 'no element begins here; write &lt; for a less-than sign');
}

/** Behind its `>`, past any within quotes. */
function endOfTag(text: string, start: number): number {
  let quote = '';
  const last = Math.min(text.length, start + maxTagUnits);
  for (let position = start; position < last; position += 1) {
    const character = text.charAt(position);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return position + 1;
    else if (character === '"' || character === "'") quote = character;
  }
  throw new TemplateRefusal(
    start,
    last === text.length
      ? 'this element does not end; is a quote missing?'
      : `this element has more than ${maxTagUnits} characters of attributes`,
  );
}

function neverClosed(name: string, offset: number): TemplateRefusal {
  return new TemplateRefusal(offset, `<${name}> is never closed`);
}
