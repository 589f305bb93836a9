import { SesError } from './ses-error.ts';

/** `Ada <ada@example.com>` in its parts. */
export interface Mailbox {
  /** As it was given, for the headers. */
  readonly text: string;
  readonly address: string;
  /** In lower case. */
  readonly domain: string;
}

/** What cannot be an address, in the words that SES takes from JavaMail; the first that fits is said. */
const faults: readonly (readonly [RegExp, string])[] = [
  [/^[^@]*$/, "Missing final '@domain'"],
  [/^@/, 'Missing local name'],
  [/@$/, 'Missing domain'],
  [/[\s\p{Cc}].*@/u, 'Local address contains control or whitespace'],
  [/^\.|\.\..*@/, 'Local address contains dot-dot'],
  [/\.@/, 'Local address ends with dot'],
  [/[^\x20-\x7e].*@|[()<>,;:\\"[\]@].*@/, 'Local address contains illegal character'],
  [/@.*[\s\p{Cc}]/u, 'Domain contains control or whitespace'],
  [/@\./, 'Domain starts with dot'],
  [/@.*\.\./, 'Domain contains dot-dot'],
  [/\.$/, 'Domain ends with dot'],
  [/@.*[^A-Za-z0-9.-]/, 'Domain contains illegal character'],
];

/** Reads an address with or without a name before it, or refuses it. */
export const parseMailbox = (text: string): Mailbox => {
  const address = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();
  const fault = faults.find(([pattern]) => pattern.test(address));
  if (fault !== undefined) throw new SesError('BadRequestException', fault[1]);
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return { text: text.trim(), address, domain };
};

/** Splits the addresses of a header; a comma inside quotes divides nothing. */
export const splitMailboxes = (header: string): readonly string[] =>
  (header.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? []).map((one) => one.trim()).filter(Boolean);
