import { type Helpers, helpersFor } from '#functions/templates/helpers-for-reader.ts';

type Shared = Omit<Helpers, 't' | 'plural' | 'upper' | 'lower'>;

/** What templates in code can call: the helpers of those made by API, as plain JavaScript calls them. */
export interface RenderHelpers extends Shared {
  /** `plural(it.count, { one: '# item', other: '# items' })`. */
  readonly plural: (count: unknown, forms: Readonly<Record<string, string>>) => string;
}

/** Writes dates, numbers and money as the locale does, in the reader's time zone. */
export const renderHelpers = (locale: string, timeZone?: string): RenderHelpers => {
  const {
    t: _,
    plural,
    ...helpers
  } = helpersFor({ locale, ...(timeZone === undefined ? {} : { timeZone }) });
  return {
    ...helpers,
    plural: (count, forms) => plural(count, new Map(Object.entries(forms))),
  };
};

/** Their names, as an engine declares them. */
export const renderHelperNames = [
  'date',
  'dateTime',
  'formatDate',
  'formatDateTime',
  'formatWhen',
  'list',
  'money',
  'number',
  'percent',
  'plural',
  'time',
] as const satisfies readonly (keyof RenderHelpers)[];
