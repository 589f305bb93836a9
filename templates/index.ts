import type { Templates } from '#core/template.ts';
import { channels } from '#functions/channels/index.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { brand } from './brand.ts';
import { categories } from './categories.ts';
import { contentFiles } from './content-files.ts';
import { loadStationery, loadTemplates } from './load-templates.ts';
import { orderConfirmation } from './order-confirmation/template.ts';

/** Every template that Herald ships with, by its id. */
export const templates: Templates = loadTemplates({
  declarations: [orderConfirmation],
  contentFiles,
  channels,
  categories,
});

/** What every rendering is written on. */
export const stationery: Stationery = { brand, ...loadStationery(contentFiles, channels) };
