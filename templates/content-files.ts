import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { withMjmlCompiled } from './with-mjml-compiled.ts';

/**
 * The text of every content file, by its path in templates/, its MJML compiled; a bundle has them built in
 * instead.
 */
export const contentFiles: Readonly<Record<string, string>> = withMjmlCompiled(
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.eta'))
    .sort()
    .map((path) => [
      path.split(sep).join('/'),
      readFileSync(join(import.meta.dirname, path), 'utf8'),
    ]),
);
