import type * as z from 'zod';
import type { Categories } from '#core/category.ts';
import { ProblemError } from '#core/problem.ts';
import { UserId } from '#core/recipient.ts';
import {
  PreferencesRequest,
  preferenceErrors,
} from '#functions/users/preferences/preferences-view.ts';
import { UserRequest } from '#functions/users/profiles/user-request.ts';
import { invalid } from '#platform/invalid.ts';
import { problemDetails } from '#platform/problem-details.ts';

/** A path of its own: nobody could read a user of that name. */
const reserved = 'import';

/** One user, on one line. */
export const ImportLine = UserRequest.extend({
  userId: UserId.refine(
    (id) => id !== reserved,
    `must not be ${reserved}, which is a path of this API`,
  ),
  preferences: PreferencesRequest.shape.preferences.default([]),
  quietHours: PreferencesRequest.shape.quietHours,
}).meta({
  id: 'ImportLine',
  description: 'One user. Fields that are absent are removed; preferences that are absent stay.',
});
export type ImportLine = z.infer<typeof ImportLine>;

/** A line as it is parsed, or the problem with it. */
export const parseLine = (text: string, categories: Categories): ImportLine => {
  const result = ImportLine.safeParse(parseJson(text));
  if (!result.success) throw invalid(problemDetails(result.error));
  const errors = preferenceErrors(result.data, categories);
  if (errors.length > 0) throw invalid(errors);
  return result.data;
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says may quote the line, an address with it.
    throw new ProblemError('MALFORMED_JSON', 'The line is not one JSON object.');
  }
}
