import { smsParts } from '#core/sms-parts.ts';

/** What typography and date formats bring, and what says the same in the phones' own alphabet. */
const plain: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '•': '-',
  '\t': ' ',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
};

/**
 * A text in GSM-7 where no more than its typography stands against it: one curly quote would halve what a
 * part holds. What cannot be had so, or not in as few parts, stays as it was written.
 */
export const plainText = (text: string): string => {
  const replaced = Array.from(text, (letter) => plain[letter] ?? letter).join('');
  const { encoding, parts } = smsParts(replaced);
  return encoding === 'GSM-7' && parts <= smsParts(text).parts ? replaced : text;
};
