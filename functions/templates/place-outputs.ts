import { cleanSource } from '#core/clean-text.ts';
import {
  advance,
  advanceOutput,
  type HtmlPlace,
  HtmlRefusal,
  isUrlAttribute,
  outputMark,
} from './html-place.ts';
import type { OutputMode, ProgramBody, ProgramNode } from './program.ts';
import { TemplateRefusal } from './template-problem.ts';

/** What the tree looks like before each output has its mode: raw tags are known, places are not. */
export type Draft =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | (Omit<Extract<ProgramNode, { kind: 'output' }>, 'mode'> & { readonly isRaw: boolean })
  | (Omit<Extract<ProgramNode, { kind: 'each' }>, 'body'> & { readonly body: readonly Draft[] })
  | {
      readonly kind: 'if';
      readonly branches: readonly DraftBranch[];
      readonly otherwise: readonly Draft[];
      readonly at: number;
    }
  | Extract<ProgramNode, { kind: 'include' }>;

export interface DraftBranch {
  readonly test: Extract<ProgramNode, { kind: 'if' }>['branches'][number]['test'];
  readonly body: readonly Draft[];
}

const startOfText: HtmlPlace = { kind: 'text' };

/**
 * Gives each output the mode of the place in the HTML where it stands.
 *
 * @throws TemplateRefusal where no value can be made harmless, and at HTML that may not be there.
 */
export const placeHtmlOutputs = (drafts: readonly Draft[]): ProgramBody => {
  const { body, place } = placeAll(drafts, startOfText);
  if (place.kind !== 'text') {
    const end = drafts.at(-1);
    const at = end?.kind === 'text' ? end.at + end.text.length : (end?.at ?? 0);
    throw new TemplateRefusal(at, `the source ends within ${wordFor(place)}; close it`);
  }
  return body;
};

/** In plain text every output is one line. */
export const placeTextOutputs = (drafts: readonly Draft[]): ProgramBody =>
  drafts.map(placeTextOutput);

function placeTextOutput(draft: Draft): ProgramNode {
  switch (draft.kind) {
    case 'text':
      return { kind: 'text', text: cleanSource(draft.text) };
    case 'output':
      if (draft.isRaw) throw new TemplateRefusal(draft.at, 'text is not escaped: write <%= %>');
      return { kind: 'output', mode: 'line', value: draft.value, at: draft.at };
    case 'include':
      throw new TemplateRefusal(draft.at, 'partials are HTML; write the text itself');
    case 'each':
      return { ...draft, body: placeTextOutputs(draft.body) };
    case 'if':
      return {
        kind: 'if',
        branches: draft.branches.map(({ test, body }) => ({ test, body: placeTextOutputs(body) })),
        otherwise: placeTextOutputs(draft.otherwise),
      };
  }
}

interface Placed {
  readonly body: ProgramBody;
  readonly place: HtmlPlace;
}

function placeAll(drafts: readonly Draft[], start: HtmlPlace): Placed {
  const body: ProgramNode[] = [];
  let place = start;
  for (const draft of drafts) {
    const placed = placeOne(draft, place);
    body.push(placed.node);
    place = placed.place;
  }
  return { body, place };
}

function placeOne(draft: Draft, place: HtmlPlace): { node: ProgramNode; place: HtmlPlace } {
  switch (draft.kind) {
    case 'text':
      return {
        node: { kind: 'text', text: cleanSource(draft.text) },
        place: advanceText(place, draft.text, draft.at),
      };
    case 'output': {
      const { value, at } = draft;
      const mode = modeAt(place, draft.isRaw, at);
      return { node: { kind: 'output', mode, value, at }, place: advanceOutput(place) };
    }
    case 'include':
      if (place.kind !== 'text') {
        throw new TemplateRefusal(draft.at, 'a partial stands between tags, not within one');
      }
      return { node: draft, place: startOfText };
    case 'each': {
      const inner = placeAll(draft.body, place);
      const after = meet(place, inner.place, draft.at);
      return { node: { ...draft, body: inner.body }, place: after };
    }
    case 'if': {
      const branches = draft.branches.map(({ test, body }) => ({ test, ...placeAll(body, place) }));
      const otherwise = placeAll(draft.otherwise, place);
      const after = branches.reduce(
        (met, branch) => meet(met, branch.place, draft.at),
        otherwise.place,
      );
      return {
        node: {
          kind: 'if',
          branches: branches.map(({ test, body }) => ({ test, body })),
          otherwise: otherwise.body,
        },
        place: after,
      };
    }
  }
}

/** By what is sent of the text: a form feed that is taken out makes a tag of `<` and what comes after it. */
function advanceText(start: HtmlPlace, text: string, at: number): HtmlPlace {
  let place = start;
  const isClean = cleanSource(text) === text;
  for (let index = 0; index < text.length; index += 1) {
    const character = isClean ? text.charAt(index) : cleanedAt(text, index);
    if (character === '') continue;
    try {
      place = advance(place, character);
    } catch (error) {
      if (!(error instanceof HtmlRefusal)) throw error;
      throw new TemplateRefusal(at + index, error.message);
    }
  }
  return place;
}

/** What is left of one character, so that a refusal is told where it was written. */
function cleanedAt(text: string, index: number): string {
  return text.startsWith('\r\n', index) ? '' : cleanSource(text.charAt(index));
}

function modeAt(place: HtmlPlace, isRaw: boolean, at: number): OutputMode {
  if (isRaw) {
    if (place.kind === 'text') return 'sanitized-html';
    throw new TemplateRefusal(at, 'HTML from data stands between tags; write <%= %> here');
  }
  if (place.kind === 'text') return 'html';
  if (place.kind === 'raw-text' && place.element !== 'style') return 'html';
  if (place.kind === 'before-value') throw unquoted(place.name, at);
  if (place.kind !== 'value') {
    throw new TemplateRefusal(at, `data cannot stand in ${wordFor(place)}; move it`);
  }
  if (place.quote === '') throw unquoted(place.name, at);
  if (place.name === 'style') return 'css';
  if (/^on|^srcdoc$|^srcset$|^imagesrcset$|^http-equiv$/.test(place.name)) {
    throw new TemplateRefusal(at, `data cannot stand in ${place.name}; write its value out`);
  }
  return isUrlAttribute(place.name) ? urlModeAt(place.name, place.read, at) : 'html';
}

function unquoted(name: string, at: number): TemplateRefusal {
  return new TemplateRefusal(at, `put quotes around the value of ${name}`);
}

const fixedHost = /^\s*(?:https?:\/\/[a-z0-9.-]+(?::\d+)?[/?#]|mailto:|tel:)/i;

function urlModeAt(name: string, read: string, at: number): OutputMode {
  if (read.trim() === '') return 'url';
  if (/%[0-9a-f]?$/i.test(read)) {
    throw new TemplateRefusal(
      at,
      `what follows % in ${name} is written out: it is half a character`,
    );
  }
  if (fixedHost.test(read) || read.trimStart().startsWith(outputMark)) {
    if (/[?#]/.test(read)) return 'url-query';
    if (!read.trimStart().startsWith(outputMark)) return 'url-path';
  }
  throw new TemplateRefusal(
    at,
    `${name} must be one whole URL from data, or begin with a fixed https://host/`,
  );
}

/** Where paths join they must agree on where they are; in a URL, on what may follow. */
function meet(one: HtmlPlace, other: HtmlPlace, at: number): HtmlPlace {
  if (JSON.stringify(one) === JSON.stringify(other)) return one;
  if (
    one.kind === 'value' &&
    other.kind === 'value' &&
    one.element === other.element &&
    one.name === other.name &&
    one.quote === other.quote &&
    one.quote !== '' &&
    agreeOnValue(one.name, one.read, other.read, at)
  ) {
    return one;
  }
  if (one.kind === 'comment' && other.kind === 'comment') {
    throw new TemplateRefusal(at, 'write <!-- and --> in one piece, outside of this block');
  }
  if (one.kind === 'raw-text' && other.kind === 'raw-text') {
    throw new TemplateRefusal(at, `write </${one.element}> in one piece, outside of this block`);
  }
  throw new TemplateRefusal(
    at,
    `one way through this block ends within ${wordFor(other)}, another within ${wordFor(one)}; close tags and quotes where they were opened`,
  );
}

function agreeOnValue(name: string, one: string, other: string, at: number): boolean {
  if (name === 'http-equiv') return false;
  if (!isUrlAttribute(name)) return true;
  if (one.trim() === '' || other.trim() === '') return false;
  return urlModeAt(name, one, at) === urlModeAt(name, other, at);
}

function wordFor(place: HtmlPlace): string {
  switch (place.kind) {
    case 'text':
      return 'text';
    case 'markup':
    case 'tag-name':
      return 'the name of a tag';
    case 'tag':
    case 'attribute-name':
    case 'after-name':
      return `the tag <${place.element}>`;
    case 'before-value':
      return `${place.name} without quotes`;
    case 'value':
      return `the value of ${place.name}`;
    case 'comment':
      return 'a comment';
    case 'doctype':
      return 'the doctype';
    case 'raw-text':
      return `<${place.element}>`;
  }
}
