/** What a text comes to as SMS. */
export interface SmsParts {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** As the network counts: septets of GSM-7, where an extended character is two; units of UTF-16. */
  readonly characters: number;
  /** Messages that the network carries, and that are paid for. */
  readonly parts: number;
}

/**
 * The default alphabet (3GPP TS 23.038, section 6.2.1), its escape left out.
 * https://www.3gpp.org/dynareport/23038.htm
 */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** The extension table (section 6.2.1.1): an escape and one more. */
const extended = new Set('\f^{}\\[~]|€');

/** What one message holds alone, and what each of several does beside its header (3GPP TS 23.040). */
const capacity = {
  'GSM-7': { alone: 160, each: 153 },
  'UCS-2': { alone: 70, each: 67 },
} as const;

/** Counts a text's parts. What stands for one character, two units long, is never split between two. */
export const smsParts = (text: string): SmsParts => {
  const letters = Array.from(text);
  const isGsm = letters.every((letter) => basic.has(letter) || extended.has(letter));
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  const lengths = letters.map((letter) => (isGsm ? (extended.has(letter) ? 2 : 1) : letter.length));
  const characters = lengths.reduce((sum, length) => sum + length, 0);
  const { alone, each } = capacity[encoding];
  return { encoding, characters, parts: characters <= alone ? 1 : partsOf(lengths, each) };
};

function partsOf(lengths: readonly number[], each: number): number {
  let parts = 1;
  let used = 0;
  for (const length of lengths) {
    if (used + length > each) {
      parts += 1;
      used = 0;
    }
    used += length;
  }
  return parts;
}
