import { Eta, type TemplateFunction } from 'eta/core';
import type { Brand } from '#core/brand.ts';
import { cleanLine, cleanSource } from '#core/clean-text.ts';
import type { ContentFormat } from '#functions/channels/channel.ts';
import { escapeHtml } from '#functions/templates/escape-value.ts';
import { type RenderHelpers, renderHelperNames } from './render-helpers.ts';
import type { LayoutWords, Stationery } from './render-stationery.ts';

/** What a template can use besides its data, which is `it`. */
export interface RenderTools extends RenderHelpers {
  readonly brand: Brand;
  readonly words: LayoutWords;
  /** Eta's own: a template is a plain function. */
  readonly async: false;
}

/** Renders one source. */
export type RenderSource = (
  format: ContentFormat,
  source: string,
  data: Readonly<Record<string, unknown>>,
  tools: RenderTools,
) => string;

/** A template printed what is not there; without this it would say "undefined" to a customer. */
class UnprintableValueError extends Error {
  override readonly name = 'UnprintableValueError';
}

/** By their partials: what runs more than one container compiles for all of them. */
const knownRenderers = new WeakMap<Stationery['partials'], RenderSource>();

/**
 * Renders by eta, each source compiled once. `<%= %>` escapes: for html as html, for text by taking
 * line breaks out of what data brings, so that a name cannot pretend to be a paragraph.
 */
export const createSourceRenderer = (partials: Stationery['partials']): RenderSource => {
  const renderer = knownRenderers.get(partials) ?? compileFor(partials);
  knownRenderers.set(partials, renderer);
  return renderer;
};

function compileFor(partials: Stationery['partials']): RenderSource {
  const plain = createEngine({ escapeFunction: (value: unknown) => cleanLine(String(value)) });
  const html = createEngine({ escapeFunction: (value: unknown) => escapeHtml(String(value)) });
  for (const [name, source] of Object.entries(partials)) html.loadTemplate(`@${name}`, source);
  const keep = (engine: Eta, clean: (source: string) => string) => {
    const compiled = new Map<string, TemplateFunction>();
    return (source: string, data: object, tools: RenderTools): string => {
      let template = compiled.get(source);
      if (template === undefined) {
        template = engine.compile(clean(source));
        compiled.set(source, template);
      }
      return template.call(engine, data, tools);
    };
  };
  const ofHtml = keep(html, cleanSource);
  const ofText = keep(plain, (source) => source);
  return (format, source, data, tools) =>
    (format === 'html' ? ofHtml : ofText)(source, data, tools);
}

function createEngine(config: ConstructorParameters<typeof Eta>[0]): Eta {
  return new Eta({
    // A line break after a tag stays one: plain text depends on it. `-%>` takes it away.
    autoTrim: false,
    autoFilter: true,
    filterFunction: printable,
    functionHeader: `const { brand, words, ${renderHelperNames.join(', ')} } = options;`,
    ...config,
  });
}

function printable(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return String(value);
  }
  throw new UnprintableValueError(`cannot print a value of type ${typeof value}`);
}
