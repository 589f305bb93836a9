import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long a container believes what it read: Secrets Manager asks money for every call. */
const keepForMs = 5 * 60_000;

/** Reads one secret, and again when a few minutes have passed. */
export const createReadSecret = (
  client: SecretsManagerClient,
  arn: string,
  now: () => number,
): (() => Promise<string>) => {
  let kept: { readonly value: Promise<string>; readonly until: number } | undefined;
  return () => {
    if (kept !== undefined && now() < kept.until) return kept.value;
    const value = read(client, arn);
    const reading = { value, until: now() + keepForMs };
    kept = reading;
    // What failed is asked for again at once.
    value.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return value;
  };
};

async function read(client: SecretsManagerClient, arn: string): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (SecretString === undefined) throw new Error(`The secret ${arn} is not text.`);
  return SecretString;
}
