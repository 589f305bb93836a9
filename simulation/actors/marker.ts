/** A text that no other send says: the `count`th send's. */
export const markerOf = (count: number): string =>
  `QX${count.toString(36).padStart(6, '0').toUpperCase()}`;

/** The `count`th resend's: no send of its own is counted as high. */
export const markerOfResend = (count: number): string =>
  `QXR${count.toString(36).padStart(5, '0').toUpperCase()}`;

const markerPattern = /QX[0-9A-Z]{6}/;

/** The marker in a text. */
export const markerIn = (text: string): string | undefined => markerPattern.exec(text)?.[0];
