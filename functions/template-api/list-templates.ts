import type { TemplateRoutesDeps } from './template-deps.ts';
import { codeView, releaseView, type TemplateView } from './template-view.ts';

interface TemplateFilter {
  readonly category?: string | undefined;
  readonly channel?: string | undefined;
}

interface ListTemplatesQuery extends TemplateFilter {
  /** After this id. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** How many of the index are read at once. */
const readAtOnce = 100;

/** A page of templates of both sources, by id; who is in code hides another of the same id. */
export const listTemplates = async (
  { cursor = '', limit, ...filter }: ListTemplatesQuery,
  deps: TemplateRoutesDeps,
): Promise<{ readonly items: readonly TemplateView[]; readonly isLast: boolean }> => {
  const { categories } = deps;
  const inCode = [...deps.templates.values()]
    .filter(({ id }) => id > cursor)
    .map((template) => codeView(template, categories))
    .filter((view) => fits(view, filter));
  const made = await listMade(cursor, limit + 1, filter, deps);
  const all = [...inCode, ...made].toSorted((a, b) => (a.templateId < b.templateId ? -1 : 1));
  return { items: all.slice(0, limit), isLast: all.length <= limit };
};

async function listMade(
  cursor: string,
  wanted: number,
  filter: TemplateFilter,
  { table, templates, categories }: TemplateRoutesDeps,
): Promise<readonly TemplateView[]> {
  const views: TemplateView[] = [];
  let after = cursor === '' ? undefined : cursor;
  for (;;) {
    const page = await table.listReleases(after, readAtOnce);
    for (const stored of page) {
      const view = releaseView(stored, categories);
      if (view === undefined || templates.has(view.templateId)) continue;
      if (fits(view, filter)) views.push(view);
    }
    after = page.at(-1)?.release.templateId;
    if (page.length < readAtOnce || views.length >= wanted) return views;
  }
}

function fits(view: TemplateView, { category, channel }: TemplateFilter): boolean {
  return (
    (category === undefined || view.category === category) &&
    (channel === undefined || view.channels.includes(channel))
  );
}
