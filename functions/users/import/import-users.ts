import type { Categories } from '#core/category.ts';
import { ProblemError } from '#core/problem.ts';
import { toCells } from '#functions/users/preferences/preferences-view.ts';
import { type PutUserDeps, putUser } from '#functions/users/profiles/put-user.ts';
import { toProfileFields } from '#functions/users/profiles/user-request.ts';
import { concurrently } from '#platform/concurrently.ts';
import { claimsOf, userKey } from '#platform/recipients-table.ts';
import { type ImportLine, parseLine } from './import-line.ts';

export interface ImportUsersDeps extends PutUserDeps {
  readonly categories: Categories;
  readonly allowLoopbackWebhooks: boolean;
  /** Told of what is not the line's own fault. */
  readonly onFailure: (line: number, error: unknown) => void;
}

/** What became of a line; lines count from 1, empty ones too. */
export type LineResult = { readonly line: number } & (
  | { readonly userId: string; readonly status: 'CREATED' | 'REPLACED' }
  | { readonly error: ProblemError }
);

interface Line {
  readonly line: number;
  readonly text: string;
}

/** A line whose turn comes when those before it that concern the same user or address are done. */
interface Entry extends Line {
  readonly parsed: ImportLine | ProblemError;
  readonly after: readonly Promise<void>[];
  readonly done: () => void;
}

const maxLines = 1_000;

/** From then on no line is begun: the function ends after 20 s, and every line shall have its answer. */
const budgetMs = 16_000;

/** Makes or replaces a user per line, as PUT would, each on its own; of two that collide the earlier wins. */
export const importUsers = async (
  text: string,
  caller: string,
  deps: ImportUsersDeps,
): Promise<readonly LineResult[]> => {
  const until = deps.now() + budgetMs;
  const entries = inTurn(
    linesOf(text).map((line) => ({ ...line, parsed: parse(line.text, deps) })),
  );
  return concurrently(entries, async ({ line, parsed, after, done }): Promise<LineResult> => {
    try {
      // They come earlier in the list, so they have been begun.
      await Promise.all(after);
      if (parsed instanceof ProblemError) return { line, error: parsed };
      if (deps.now() >= until) return { line, error: new ProblemError('UNAVAILABLE', noTime) };
      return { line, ...(await importUser(parsed, caller, deps)) };
    } catch (error) {
      if (error instanceof ProblemError) return { line, error };
      deps.onFailure(line, error);
      return { line, error: new ProblemError('UNAVAILABLE', notImported) };
    } finally {
      done();
    }
  });
};

const noTime = 'There was no time left for this line. Send it again.';
const notImported = 'It could not be written now. Send this line again.';

function linesOf(text: string): readonly Line[] {
  const lines = text
    // Some tools begin a file with a byte order mark.
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((own, index) => ({ line: index + 1, text: own.trim() }))
    .filter((line) => line.text !== '');
  if (lines.length > maxLines) {
    throw new ProblemError('PAYLOAD_TOO_LARGE', `At most ${maxLines} lines a call.`);
  }
  return lines;
}

function parse(text: string, { categories }: ImportUsersDeps): ImportLine | ProblemError {
  try {
    return parseLine(text, categories);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

/** Lines that concern the same user, username or address, one after the other. */
function inTurn(
  lines: readonly (Line & { readonly parsed: ImportLine | ProblemError })[],
): readonly Entry[] {
  const lastOf = new Map<string, Promise<void>>();
  return lines.map((line) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const keys =
      line.parsed instanceof ProblemError
        ? []
        : [userKey(line.parsed.userId).pk, ...Object.values(claimsOf(line.parsed))];
    const after = keys.flatMap((key) => lastOf.get(key) ?? []);
    for (const key of keys) lastOf.set(key, promise);
    return { ...line, after, done: resolve };
  });
}

async function importUser(
  { userId, preferences, quietHours, ...fields }: ImportLine,
  caller: string,
  deps: ImportUsersDeps,
) {
  const kept = toProfileFields(fields, deps.allowLoopbackWebhooks);
  const said = { how: 'IMPORT', by: caller, at: deps.now() } as const;
  const cells = toCells({ preferences }, said);
  const { isNew } = await putUser(userId, kept, deps, { cells, quietHours, said });
  return { userId, status: isNew ? 'CREATED' : 'REPLACED' } as const;
}
