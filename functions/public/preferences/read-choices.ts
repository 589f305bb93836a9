import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { QuietHours } from '#core/quiet-hours.ts';
import { TimeZone } from '#core/recipient.ts';
import { mostRanges } from '#core/weekly-ranges.ts';
import { type Form, textOf, textsOf } from '#functions/public/read-form.ts';
import type { Offer, QuietChoice } from './offer.ts';

/** A stretch of quiet time as it was typed. */
export interface EnteredRange {
  readonly days: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** What a form says. */
export interface Choices {
  /** The cells that were changed, each with what it is to be. */
  readonly changed: ReadonlyMap<string, boolean>;
  /** Where they were changed, and can be read. */
  readonly quietHours?: QuietHours;
  readonly timeZone?: string;
  /** To show again what cannot be read. */
  readonly entered: readonly EnteredRange[];
  readonly enteredTimeZone: string | undefined;
  readonly isInvalid: boolean;
}

const Shown = z.object({ weekly: QuietHours.shape.weekly, timeZone: TimeZone });

/** What the page showed of quiet hours, for the form to send back. */
export const shownQuiet = ({ weekly, timeZone }: QuietChoice): string =>
  JSON.stringify({ weekly, timeZone });

/**
 * Reads a form against what its page showed: only what the person changed is their word. What somebody else has
 * set meanwhile stays, and what came by default remains one.
 */
export const readChoices = (form: Form, offer: Offer): Choices => {
  const offered = new Set(offer.categories.flatMap(({ cells }) => cells.map(({ cell }) => cell)));
  const on = new Set(textsOf(form, 'on'));
  const changed = new Map<string, boolean>();
  for (const shown of textsOf(form, 'shown')) {
    const [cell = '', before] = shown.split('=');
    const isOn = on.has(cell);
    if (offered.has(cell) && isOn !== (before === 'on')) changed.set(cell, isOn);
  }
  return { changed, ...readQuiet(form, offer.quiet) };
};

function readQuiet(form: Form, quiet: QuietChoice | undefined): Omit<Choices, 'changed'> {
  const entered = Array.from({ length: mostRanges }, (_, index) => ({
    days: textsOf(form, `days-${index}`),
    from: textOf(form, `from-${index}`) ?? '',
    to: textOf(form, `to-${index}`) ?? '',
  })).filter(({ days }) => days.length > 0);
  const enteredTimeZone = textOf(form, 'time-zone');
  const shown = Shown.safeParse(parseJson(textOf(form, 'quiet-shown') ?? ''));
  const untouched = { entered, enteredTimeZone, isInvalid: false };
  if (quiet === undefined || !shown.success) return untouched;
  const said = Shown.safeParse({ weekly: entered, timeZone: enteredTimeZone });
  if (!said.success) return { ...untouched, isInvalid: true };
  const { weekly, timeZone } = said.data;
  return {
    ...untouched,
    ...(isDeepStrictEqual(weekly, shown.data.weekly) ? {} : { quietHours: { weekly } }),
    ...(timeZone === shown.data.timeZone ? {} : { timeZone }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
