import { formattersOf } from './kept-formatters.ts';
import type { HelperName } from './program.ts';
import { templateLimits } from './template-limits.ts';

/** Who reads: in what language, where, and by which words of the template's own. */
export interface Reader {
  readonly locale: string;
  /** IANA; UTC without one. */
  readonly timeZone?: string;
  /** For `t('key')`, in the reader's language. */
  readonly messages?: Readonly<Record<string, string>>;
}

/** A helper got what it cannot write; the message quotes no data. */
export class HelperError extends Error {
  override readonly name = 'HelperError';
}

/** What `{ one: '# item' }` arrives as. */
export type HelperRecord = ReadonlyMap<string, unknown>;

export type Helper = (...values: readonly unknown[]) => string;

/** Every helper that a template may call. */
export type Helpers = Readonly<Record<HelperName, Helper>>;

const styles = ['full', 'long', 'medium', 'short'] as const;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const decimalForm = /^-?\d{1,15}(?:\.\d{1,10})?$/;

/** Makes the helpers for one reader; the formatters behind them are kept for the next like them. */
export const helpersFor = ({ locale, timeZone = 'UTC', messages = {} }: Reader): Helpers => {
  const keep = formattersOf(locale, timeZone);
  const number = (value: unknown, digits?: unknown): string => {
    const options = digits === undefined ? {} : fractionDigits(digits, 'number');
    return keep(`number ${digits}`, () => new Intl.NumberFormat(locale, options)).format(
      toDecimal(value, 'number'),
    );
  };
  const date = (value: unknown, style: unknown = 'long'): string => {
    const dateStyle = toStyle(style, 'date');
    const isDate = typeof value === 'string' && dateForm.test(value);
    // A date alone is the same day everywhere, so the reader's time zone must not shift it.
    const zone = isDate ? 'UTC' : timeZone;
    const made = () => new Intl.DateTimeFormat(locale, { dateStyle, timeZone: zone });
    return keep(`date ${dateStyle} ${zone}`, made).format(toInstant(value, 'date'));
  };
  const dateTime = (value: unknown, style: unknown = 'long'): string => {
    const dateStyle = toStyle(style, 'dateTime');
    const options = {
      ...dayMonthYear[dateStyle],
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
      timeZone,
    } as const;
    return keep(`dateTime ${dateStyle}`, () => new Intl.DateTimeFormat(locale, options)).format(
      toInstant(value, 'dateTime', instantForm),
    );
  };
  const fill = (text: string, values: HelperRecord | undefined): string => {
    let units = text.length;
    return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      if (!values?.has(name)) throw new HelperError(`t() was not given {${name}}`);
      const value = printable(values.get(name), 't');
      units += value.length;
      if (units > templateLimits.outputBytes) throw new HelperError('t() becomes too large');
      return value;
    });
  };

  return {
    t: (key, values) => {
      if (typeof key !== 'string' || !Object.hasOwn(messages, key)) {
        throw new HelperError('t() knows no such message');
      }
      return fill(messages[key] ?? '', values === undefined ? undefined : toRecord(values, 't'));
    },
    date,
    formatDate: (value) => date(value),
    dateTime,
    formatDateTime: (value) => dateTime(value),
    // A date stays one; an instant is told with the reader's own hour.
    formatWhen: (value) =>
      typeof value === 'string' && dateForm.test(value) ? date(value) : dateTime(value),
    time: (value) => {
      const options = { hour: 'numeric', minute: '2-digit', timeZone } as const;
      return keep('time', () => new Intl.DateTimeFormat(locale, options)).format(
        toInstant(value, 'time', instantForm),
      );
    },
    number,
    percent: (value, digits = 0) => {
      const options = { style: 'percent', ...fractionDigits(digits, 'percent') } as const;
      return keep(`percent ${digits}`, () => new Intl.NumberFormat(locale, options)).format(
        toDecimal(value, 'percent'),
      );
    },
    money: (amount, currency) => {
      if (typeof currency !== 'string' || !currencies().has(currency)) {
        throw new HelperError('money() needs an ISO 4217 currency, such as EUR');
      }
      const options = { style: 'currency', currency } as const;
      return keep(`money ${currency}`, () => new Intl.NumberFormat(locale, options)).format(
        toDecimal(amount, 'money'),
      );
    },
    plural: (count, forms) => {
      const words = toRecord(forms, 'plural');
      const value = Number(toDecimal(count, 'plural'));
      const form = keep('plural', () => new Intl.PluralRules(locale)).select(value);
      const word = words.get(`=${value}`) ?? words.get(form) ?? words.get('other');
      if (typeof word !== 'string') throw new HelperError('plural() needs the form other');
      return word.replaceAll('#', () => number(count));
    },
    list: (items) => {
      if (!Array.isArray(items)) throw new HelperError('list() needs a list');
      const words = items.map((item) => printable(item, 'list'));
      return keep('list', () => new Intl.ListFormat(locale)).format(words);
    },
    upper: (value) => printable(value, 'upper').toLocaleUpperCase(locale),
    lower: (value) => printable(value, 'lower').toLocaleLowerCase(locale),
  };
};

const dayMonthYear = {
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  short: { day: 'numeric', month: 'numeric', year: '2-digit' },
} as const;

let knownCurrencies: ReadonlySet<string> | undefined;

function currencies(): ReadonlySet<string> {
  knownCurrencies ??= new Set(Intl.supportedValuesOf('currency'));
  return knownCurrencies;
}

function toStyle(style: unknown, helper: string): (typeof styles)[number] {
  const known = styles.find((candidate) => candidate === style);
  if (known === undefined) throw new HelperError(`${helper}() has the styles ${styles.join(', ')}`);
  return known;
}

function fractionDigits(
  digits: unknown,
  helper: string,
): { readonly minimumFractionDigits: number; readonly maximumFractionDigits: number } {
  if (typeof digits !== 'number' || !Number.isInteger(digits) || digits < 0 || digits > 10) {
    throw new HelperError(`${helper}() writes 0 to 10 decimals`);
  }
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}

function toInstant(value: unknown, helper: string, form?: RegExp): Date {
  const isWritten =
    typeof value === 'string' &&
    (instantForm.test(value) || (form === undefined && dateForm.test(value)));
  const instant = new Date(isWritten ? value : Number.NaN);
  if (Number.isNaN(instant.getTime())) {
    throw new HelperError(`${helper}() needs an ISO 8601 ${form ? 'instant' : 'date or instant'}`);
  }
  return instant;
}

/** A number, or one written as a string so that no cent is lost. */
function toDecimal(value: unknown, helper: string): number | Intl.StringNumericLiteral {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (isDecimal(value)) return value;
  throw new HelperError(`${helper}() needs a number`);
}

function isDecimal(value: unknown): value is Intl.StringNumericLiteral {
  return typeof value === 'string' && decimalForm.test(value);
}

function toRecord(value: unknown, helper: string): HelperRecord {
  if (value instanceof Map) return value;
  throw new HelperError(`${helper}() needs its forms as { name: value }`);
}

function printable(value: unknown, helper: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new HelperError(`${helper}() writes strings and numbers alone`);
}
