import { type Categories, isDeclinable } from '#core/category.ts';
import type { Templates } from '#core/template.ts';
import { readerLinks } from '#functions/channels/email/reader-links.ts';
import type { Render } from '#functions/delivery/render.ts';

interface PreviewLinksOptions {
  readonly render: Render;
  readonly templates: Templates;
  readonly categories: Categories;
  readonly publicUrl: string;
}

/** Stands where the token would: whoever tries a send out gets no key to anybody's preferences. */
const noToken = 'preview';

/** Renders with links where a mail would have them; these lead nowhere. */
export const previewLinks =
  ({ render, templates, categories, publicUrl }: PreviewLinksOptions): Render =>
  (request) => {
    const category = categories.get(templates.get(request.templateId)?.category ?? '');
    if (category === undefined || !isDeclinable(category)) return render(request);
    return render({ ...request, ...readerLinks(publicUrl, () => noToken) });
  };
