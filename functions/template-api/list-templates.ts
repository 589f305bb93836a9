import { concurrently } from '#platform/concurrently.ts';
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

type ListTemplatesDeps = Pick<
  TemplateRoutesDeps,
  'table' | 'templates' | 'categories' | 'codeVersionOf'
>;

/** How many of the index are read at once, where a filter may pass most of them over. */
const readAtOnce = 100;
/** Lambda answers 6 MB at most, and the schema and the sample of one template may have 100 KB each. */
const maxPageBytes = 4_000_000;

/** A page of templates of both sources, by id; who is in code hides another of the same id. */
export const listTemplates = async (
  { cursor = '', limit, ...filter }: ListTemplatesQuery,
  deps: ListTemplatesDeps,
): Promise<{ readonly items: readonly TemplateView[]; readonly isLast: boolean }> => {
  const { categories } = deps;
  const deployed = [...deps.templates.values()].filter(({ id }) => id > cursor);
  const views = await concurrently(deployed, async (template) =>
    codeView(template, await deps.codeVersionOf(template), categories),
  );
  const inCode = views.filter((view) => fits(view, filter));
  const made = await listMade(cursor, limit + 1, filter, deps);
  const all = [...inCode, ...made].toSorted((a, b) => (a.templateId < b.templateId ? -1 : 1));
  const items = all.slice(0, Math.min(limit, fitting(all)));
  return { items, isLast: items.length === all.length };
};

/** How many of them fit into an answer; one of them always does. */
function fitting(views: readonly TemplateView[]): number {
  let bytes = 0;
  const first = views.findIndex((view) => {
    bytes += Buffer.byteLength(JSON.stringify(view));
    return bytes > maxPageBytes;
  });
  return first === -1 ? views.length : Math.max(1, first);
}

async function listMade(
  cursor: string,
  wanted: number,
  filter: TemplateFilter,
  { table, templates, categories }: ListTemplatesDeps,
): Promise<readonly TemplateView[]> {
  const isFiltered = filter.category !== undefined || filter.channel !== undefined;
  const most = isFiltered ? readAtOnce : Math.min(readAtOnce, wanted);
  const views: TemplateView[] = [];
  let after = cursor === '' ? undefined : cursor;
  for (;;) {
    const page = await table.listReleases(after, most);
    for (const stored of page) {
      const view = releaseView(stored, categories);
      if (view === undefined || templates.has(view.templateId)) continue;
      if (fits(view, filter)) views.push(view);
    }
    after = page.at(-1)?.release.templateId;
    if (page.length < most || views.length >= wanted) return views;
  }
}

function fits(view: TemplateView, { category, channel }: TemplateFilter): boolean {
  return (
    (category === undefined || view.category === category) &&
    (channel === undefined || view.channels.includes(channel))
  );
}
