import * as z from 'zod';
import { checkForm } from './query-form.ts';
import { invalidParameter } from './sns-error.ts';

const Structured = z.record(z.string(), z.unknown());

/**
 * What one kind of receiver gets: the message itself, or with `MessageStructure` json the string under
 * the first of its keys that is there, and else under `default`.
 */
export const messageFor = (
  message: string,
  structure: string | undefined,
  ...keys: readonly string[]
): { readonly key: string; readonly message: string } => {
  if (message === '') throw invalidParameter('Empty message');
  if (structure === undefined) return { key: 'default', message };
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  const byKey = checkForm(Structured, parseStructure(message));
  for (const key of [...keys, 'default']) {
    const found = byKey[key];
    if (typeof found === 'string') return { key, message: found };
  }
  throw invalidParameter('Message Structure - No default entry in JSON message body');
};

function parseStructure(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
}
