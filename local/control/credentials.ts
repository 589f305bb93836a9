import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile } from './replace-file.ts';

const Credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** What the local API is called with. */
export type Credentials = z.infer<typeof Credentials>;

/** The credentials of this data directory, made on its first start. */
export const openCredentials = (dataDir: string): Credentials => {
  const file = join(dataDir, 'credentials.json');
  if (existsSync(file)) return Credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  const credentials: Credentials = {
    accessKeyId: `AKIALOCAL${randomBytes(6).toString('hex').toUpperCase().slice(0, 11)}`,
    // Hexadecimal, so that no shell wants it quoted.
    secretAccessKey: randomBytes(20).toString('hex'),
  };
  replaceFile(file, JSON.stringify(credentials, null, 2));
  return credentials;
};
