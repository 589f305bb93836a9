import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';
import { target } from './needs.ts';
import type { Mail } from './outbox.ts';

/** What was called, for the check that no operation is left out. */
const callsFile = inject('callsFile');

/** What a page answered. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

/** Opens a link, or posts a form to it, as whoever holds it does: with no signature but its own. */
export const openPage = async (
  path: string,
  form?: RequestInit['body'],
  headers: Readonly<Record<string, string>> = {},
): Promise<PageAnswer> => {
  const method = form === undefined ? 'GET' : 'POST';
  appendFileSync(callsFile, `${method} ${path}\n`);
  const response = await fetch(`${target.publicUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: { 'accept-language': 'en', ...headers },
    ...(form === undefined ? {} : { body: form }),
  });
  return { status: response.status, headers: response.headers, html: await response.text() };
};

/** The paths of the links at the end of a mail: an emulator serves them elsewhere than they say. */
export const linksOf = (
  mail: Mail,
): { readonly unsubscribe: string; readonly preferences: string } => {
  const pathOf = (what: string) => new RegExp(`/${what}/\\S+`).exec(mail.text)?.[0];
  const unsubscribe = pathOf('unsubscribe');
  const preferences = pathOf('preferences');
  if (unsubscribe === undefined || preferences === undefined) {
    throw new Error(`The mail to ${mail.to} has no links`);
  }
  return { unsubscribe, preferences };
};
