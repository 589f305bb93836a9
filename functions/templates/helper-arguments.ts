import type { HelperName } from './program.ts';
import type { ValueKind } from './value-kind.ts';

/** One value that a helper takes. */
export interface HelperArgument {
  readonly takes: readonly ValueKind[] | 'record' | 'key';
  readonly isOptional?: boolean;
  /** What may be written here, where only some words may. */
  readonly options?: readonly (string | number)[];
}

const text = { takes: ['text'] } as const;
const number = { takes: ['number', 'text'] } as const;
const word = { takes: ['text', 'number'] } as const;
const style = {
  takes: ['text'],
  isOptional: true,
  options: ['full', 'long', 'medium', 'short'],
} as const;
const currency = { takes: ['text'], options: Intl.supportedValuesOf('currency') } as const;
const digits = {
  takes: ['number'],
  isOptional: true,
  options: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
} as const;

/** What each helper takes, in order. */
export const helperArguments: Readonly<Record<HelperName, readonly HelperArgument[]>> = {
  t: [{ takes: 'key' }, { takes: 'record', isOptional: true }],
  date: [text, style],
  time: [text],
  dateTime: [text, style],
  number: [number, digits],
  percent: [number, digits],
  money: [number, currency],
  plural: [number, { takes: 'record' }],
  list: [{ takes: ['list'] }],
  upper: [word],
  lower: [word],
  formatDate: [text],
  formatDateTime: [text],
  formatWhen: [text],
};

/** How each is called, for who called it otherwise. */
export const helperUsage: Readonly<Record<HelperName, string>> = {
  t: "t('key') or t('key', { name: it.name })",
  date: "date(it.day) or date(it.day, 'short')",
  time: 'time(it.at)',
  dateTime: "dateTime(it.at) or dateTime(it.at, 'short')",
  number: 'number(it.count) or number(it.count, 2)',
  percent: 'percent(it.share) or percent(it.share, 1)',
  money: "money(it.amount, 'EUR')",
  plural: "plural(it.count, { one: '# item', other: '# items' })",
  list: 'list(it.names)',
  upper: 'upper(it.code)',
  lower: 'lower(it.code)',
  formatDate: 'formatDate(it.day)',
  formatDateTime: 'formatDateTime(it.at)',
  formatWhen: 'formatWhen(it.at)',
};
