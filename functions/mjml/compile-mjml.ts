import { Engine, initSync, type ParserError } from 'mrml/web/mrml_wasm.js';
import { templateLimits } from '#functions/templates/template-limits.ts';
import {
  offsetOf,
  positionOf,
  type TemplateProblem,
  TemplateRefusal,
} from '#functions/templates/template-problem.ts';
import { mrmlBytes } from './mrml.ts';
import { type Origin, originOf } from './origins.ts';
import { type PreparedMjml, prepareMjml } from './prepare-mjml.ts';

/** HTML in eta's syntax, as templates are written by hand, or what is wrong with the MJML. Values alone. */
export type CompiledMjml =
  | {
      readonly kind: 'compiled';
      readonly html: string;
      /** Where its tags come from. */
      readonly origins: readonly Origin[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly TemplateProblem[] };

let isReady = false;

/**
 * Compiles MJML to the HTML that stands in a layout's card: its styles first, then its body. Tags of the
 * template pass as they are; whether they may stand there is for the check of that HTML to say.
 *
 * After a trap of the WebAssembly, such as markup that nests too deep, this module is of no more use: where
 * the source comes from outside, it runs in a thread of its own.
 */
export const compileMjml = (source: string): CompiledMjml => {
  if (source.length > templateLimits.sourceUnits) {
    return refused(source, 0, `a source has at most ${templateLimits.sourceUnits} characters`);
  }
  try {
    const prepared = prepareMjml(source);
    const finished = finish(toHtml(prepared), prepared);
    if (finished.html.length <= templateLimits.sourceUnits)
      return { kind: 'compiled', ...finished };
    const { length } = finished.html;
    return refused(
      source,
      0,
      `it comes to ${length} characters of HTML; at most ${templateLimits.sourceUnits}`,
    );
  } catch (error) {
    if (error instanceof TemplateRefusal) return refused(source, error.offset, error.message);
    throw error;
  }
};

function refused(source: string, offset: number, message: string): CompiledMjml {
  return { kind: 'refused', problems: [{ ...positionOf(source, offset), message }] };
}

function toHtml({ mjml, origins }: PreparedMjml): string {
  if (!isReady) initSync({ module: mrmlBytes });
  isReady = true;
  const engine = new Engine();
  engine.setRenderOptions({ disableComments: true, socialIconOrigin: null, fonts: {} });
  const result = engine.toHtml(mjml);
  engine.free();
  if (result.type === 'error') throw refusalOf(result, mjml, origins);
  const unused = result.warnings[0];
  if (unused === undefined) return result.content;
  const at = originOf(origins, unitsOf(mjml, unused.span.start));
  const message =
    unused.kind === 'inline-style-unsupported'
      ? 'styles are not put inline; write them where they belong'
      : 'MJML knows no such attribute here';
  throw new TemplateRefusal(at, message);
}

/** Its places are those of what we made of the source: as bytes, or in words as line and column. */
function refusalOf(
  { message, details }: { readonly message: string; readonly details?: ParserError },
  mjml: string,
  origins: readonly Origin[],
): TemplateRefusal {
  const why = details !== undefined && 'source' in details ? details.source : message;
  const [, line, column] = /at (\d+):(\d+)/.exec(why) ?? [];
  const start = details !== undefined && 'position' in details ? details.position.start : undefined;
  const at =
    start !== undefined
      ? unitsOf(mjml, start)
      : line === undefined || column === undefined
        ? undefined
        : offsetOf(mjml, { line: Number(line), column: Number(column) });
  const words = why.replaceAll(/ (?:at|in root template at position) \d+:\d+/g, '');
  const what = `MJML does not compile: ${words}`;
  return new TemplateRefusal(at === undefined ? 0 : originOf(origins, at), what);
}

/** UTF-16 units of so many bytes of UTF-8. */
function unitsOf(text: string, bytes: number): number {
  return Buffer.from(text).subarray(0, bytes).toString().length;
}

/** What a compiler says to every client, and the layout of a mail says already or must not hear. */
const boilerplate = /^\s*#outlook a/;

/** Takes the styles and the body out of a whole page, and puts the tags back. */
function finish(page: string, { tokens, places }: PreparedMjml) {
  const head = page.slice(0, page.indexOf('<body'));
  const styles = [...withoutComments(head).matchAll(/<style[^>]*>([^<]*)<\/style>/g)]
    .filter(([, css = '']) => !boilerplate.test(css))
    .map(([whole]) => whole.replace(' type="text/css"', ''));
  const made = `${styles.join('')}${bodyOf(page)}`;
  const origins: Origin[] = [];
  const seen = new Set<string>();
  let html = '';
  for (const piece of made.split(tokens.pattern)) {
    const tag = tokens.tags.get(piece);
    const from = places.get(piece);
    if (tag !== undefined && from !== undefined) {
      origins.push({ at: html.length, length: tag.length, from });
      seen.add(piece);
    }
    html += tag ?? piece;
  }
  const lost = [...places].find(([word]) => !seen.has(word));
  if (lost !== undefined) {
    const message =
      'MJML leaves this tag out; what stands here is a fixed value, such as a width in pixels';
    throw new TemplateRefusal(lost[1], message);
  }
  return { html, origins };
}

/** What Outlook alone reads: of the head it needs nothing that the layout does not have. */
function withoutComments(html: string): string {
  return html.replace(/<!--[\s\S]*?-->/g, '');
}

/** What MJML writes of its own in columns, in groups, and beside the pictures of mj-social. */
const fixedLeft =
  /font-size:0(?:px)?;(?:line-height:0;)?text-align:left;[^"]*direction:inherit;|vertical-align:middle;padding:[^;"]*;text-align:left;/g;

/** The layout has a language and a direction; one that is guessed from the first letter goes before them. */
function bodyOf(page: string): string {
  const start = page.indexOf('>', page.indexOf('<body')) + 1;
  return page
    .slice(start, page.lastIndexOf('</body>'))
    .replace(/^\s*<div [^>]*?(style="[^"]*")?>/, (_, style = '') => `<div ${style}>`)
    .replaceAll(fixedLeft, (style) =>
      style.replace('text-align:left', 'text-align:start').replace('direction:inherit;', ''),
    );
}
