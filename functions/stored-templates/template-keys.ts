/** The sort keys of a template's items; its id is their partition key. */
export const draftKey = 'draft';
export const releaseKey = 'release';

/** In the order of the numbers. */
export const versionKey = (version: number): string =>
  `version#${String(version).padStart(9, '0')}`;
