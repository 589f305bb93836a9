import type { PartialSignature } from '#functions/templates/parse-include.ts';

/** What each partial in templates/partials takes; a template from outside includes no other. */
export const partialSignatures = {
  '@heading': { heading: 'text' },
  '@button': { href: 'url', label: 'text' },
  '@facts': { facts: 'rows' },
  '@code': { code: 'text' },
} as const satisfies Readonly<Record<string, PartialSignature>>;
