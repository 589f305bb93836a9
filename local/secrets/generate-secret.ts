import { randomInt } from 'node:crypto';
import * as z from 'zod';

const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** GenerateSecretString of AWS::SecretsManager::Secret, with CloudFormation's defaults. */
export const GenerateSecretString = z.object({
  PasswordLength: z.coerce.number().int().min(1).max(4_096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: Flag.default(false),
  ExcludeUppercase: Flag.default(false),
  ExcludeNumbers: Flag.default(false),
  ExcludePunctuation: Flag.default(false),
  IncludeSpace: Flag.default(false),
  RequireEachIncludedType: Flag.default(true),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
export type GenerateSecretString = z.infer<typeof GenerateSecretString>;

/** A secret as Secrets Manager would make it: a password, alone or in a JSON object. */
export const generateSecret = (asked: GenerateSecretString): string => {
  const password = generatePassword(asked);
  const { SecretStringTemplate: template, GenerateStringKey: key } = asked;
  if (template === undefined || key === undefined) return password;
  const around = z.record(z.string(), z.unknown()).parse(JSON.parse(template));
  return JSON.stringify({ ...around, [key]: password });
};

function generatePassword(asked: GenerateSecretString): string {
  const kinds = [
    asked.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    asked.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    asked.ExcludeNumbers ? '' : '0123456789',
    asked.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    asked.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !asked.ExcludeCharacters.includes(character)))
    .filter((kind) => kind.length > 0);
  const all = kinds.flat();
  if (all.length === 0) throw new Error('A secret was asked for that has no characters.');
  const required = asked.RequireEachIncludedType ? kinds.map(pick) : [];
  if (required.length > asked.PasswordLength) {
    throw new Error('A secret was asked for that is shorter than its kinds of characters.');
  }
  const rest = Array.from({ length: asked.PasswordLength - required.length }, () => pick(all));
  return shuffle([...required, ...rest]).join('');
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}

function shuffle(characters: readonly string[]): readonly string[] {
  return characters
    .map((character) => ({ character, order: randomInt(2 ** 32) }))
    .sort((one, other) => one.order - other.order)
    .map(({ character }) => character);
}
