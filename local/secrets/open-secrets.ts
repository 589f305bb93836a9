import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { replaceFile } from '#local/control/replace-file.ts';
import { GenerateSecretString, generateSecret } from './generate-secret.ts';

const Kept = z.record(z.string(), z.object({ value: z.string(), versionId: z.uuid() }));

const SecretProperties = z.object({
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: GenerateSecretString.optional(),
});

/** A secret as Secrets Manager has it. */
export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly value: string;
  readonly versionId: string;
}

/**
 * The secrets that an app declares, those that are generated made once and kept in `secrets.json`, which
 * only its owner can read.
 */
export const openSecrets = (dataDir: string, resources: readonly Resource[]): readonly Secret[] => {
  const file = join(dataDir, 'secrets.json');
  const kept = existsSync(file) ? Kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const secrets = resources
    .filter(({ type }) => type === 'AWS::SecretsManager::Secret')
    .map(({ ref: arn, properties }): Secret => {
      const {
        Name,
        SecretString,
        GenerateSecretString: asked,
      } = SecretProperties.parse(properties);
      const before = kept[arn];
      const value = SecretString ?? before?.value ?? generateSecret(asked ?? noWish);
      const versionId = before?.value === value ? before.versionId : crypto.randomUUID();
      kept[arn] = { value, versionId };
      // Less the six characters that Secrets Manager adds.
      return { arn, name: Name ?? arn.replace(/^.*:secret:(.*)-.{6}$/, '$1'), value, versionId };
    });
  replaceFile(file, JSON.stringify(kept, null, 2));
  return secrets;
};

const noWish = GenerateSecretString.parse({});
