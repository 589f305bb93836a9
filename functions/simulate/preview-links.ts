import { type Category, isDeclinable } from '#core/category.ts';
import { readerLinks } from '#functions/channels/email/reader-links.ts';
import type { Render } from '#functions/delivery/render.ts';

interface PreviewLinksOptions {
  readonly render: Render;
  readonly category: Category | undefined;
  readonly publicUrl: string;
}

/** Stands where the token would: whoever tries a send out gets no key to anybody's preferences. */
const noToken = 'preview';

/** Renders with links where a mail would have them; these lead nowhere. */
export const previewLinks =
  ({ render, category, publicUrl }: PreviewLinksOptions): Render =>
  (request) => {
    if (category === undefined || !isDeclinable(category)) return render(request);
    return render({ ...request, ...readerLinks(publicUrl, () => noToken) });
  };
