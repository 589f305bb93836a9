import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GenerateSecretString, generateSecret } from '#local/secrets/generate-secret.ts';

const generate = (asked: unknown) => generateSecret(GenerateSecretString.parse(asked));

test('has one of each kind that it includes, none that it excludes', () => {
  fc.assert(
    fc.property(
      fc.record({
        PasswordLength: fc.integer({ min: 5, max: 40 }),
        ExcludePunctuation: fc.boolean(),
        ExcludeNumbers: fc.boolean(),
        IncludeSpace: fc.boolean(),
        ExcludeCharacters: fc.constantFrom('', 'abcXYZ019'),
      }),
      (asked) => {
        const secret = generate(asked);
        expect(secret).toHaveLength(asked.PasswordLength);
        expect(/[a-z]/.test(secret) && /[A-Z]/.test(secret)).toBe(true);
        expect(/[0-9]/.test(secret)).toBe(!asked.ExcludeNumbers);
        expect(/[^a-zA-Z0-9 ]/.test(secret)).toBe(!asked.ExcludePunctuation);
        expect(/ /.test(secret)).toBe(asked.IncludeSpace);
        for (const excluded of asked.ExcludeCharacters) expect(secret).not.toContain(excluded);
      },
    ),
    { numRuns: 100 },
  );
});

test('is another one every time', () => {
  expect(generate({})).not.toBe(generate({}));
  expect(generate({})).toHaveLength(32);
});

test('refuses what cannot be', () => {
  const nothing = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true };
  expect(() => generate({ ...nothing, ExcludePunctuation: true })).toThrow('no characters');
  expect(() => generate({ PasswordLength: 2 })).toThrow('shorter than');
});
