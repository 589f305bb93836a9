import type { Templates } from '#core/template.ts';
import { channels } from '#functions/channels/index.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { brand } from './brand.ts';
import { categories } from './categories.ts';
import { contentFiles } from './content-files.ts';
import { holidayPromotion } from './holiday-promotion/template.ts';
import { loadStationery, loadTemplates } from './load-templates.ts';
import { oneTimeCode } from './one-time-code/template.ts';
import { orderConfirmation } from './order-confirmation/template.ts';
import { orderShipped } from './order-shipped/template.ts';
import { passwordReset } from './password-reset/template.ts';
import { securityAlert } from './security-alert/template.ts';
import { welcome } from './welcome/template.ts';
import { words } from './words.ts';

/** Every template that Herald ships with, by its id. */
export const templates: Templates = loadTemplates({
  declarations: [
    holidayPromotion,
    oneTimeCode,
    orderConfirmation,
    orderShipped,
    passwordReset,
    securityAlert,
    welcome,
  ],
  contentFiles,
  channels,
  categories,
});

/** What every rendering is written on. */
export const stationery: Stationery = { brand, words, ...loadStationery(contentFiles, channels) };
