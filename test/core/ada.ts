import type { Recipient } from '#core/recipient.ts';

/** A person with a mail address, of whom nothing else is known, and who said nothing. */
export const ada = {
  kind: 'user',
  profile: {
    userId: 'ada',
    email: 'ada@example.com',
    devices: [],
    preferences: {},
    preferencesVersion: 0,
    suppressions: {},
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
  },
} as const satisfies Recipient;
