import { renderHelpers } from '#functions/delivery/render-helpers.ts';
import { createSourceRenderer } from '#functions/delivery/render-source.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import type { TemplateHost } from '#functions/templates/run-state.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';
import { partialSignatures } from './partial-signatures.ts';

/** What templates from outside may use of ours: the partials that templates in code have. */
export const createTemplateHost = ({ partials, brand, words }: Stationery): TemplateHost => {
  const renderSource = createSourceRenderer(partials);
  // A partial writes what it is given, in any language.
  const tools = { ...renderHelpers('en'), brand, words: words.en, async: false } as const;
  return {
    partials: new Map(
      Object.entries(partialSignatures).flatMap(([name, signature]) => {
        const source = partials[name.slice(1)];
        if (source === undefined) return [];
        const render = (values: Readonly<Record<string, unknown>>) =>
          renderSource('html', source, values, tools);
        return [[name, { signature, render }] as const];
      }),
    ),
    sanitizeHtml,
  };
};
