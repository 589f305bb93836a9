import { ProblemError } from '#core/problem.ts';
import type { Profile } from '#core/recipient.ts';
import type { Profiles } from '#platform/profiles.ts';

/** The user's profile, or the problem that there is none. */
export const findUser = async (
  userId: string,
  profiles: Pick<Profiles, 'get'>,
): Promise<Profile> => {
  const profile = await profiles.get(userId);
  if (profile === undefined) throw noSuchUser(userId);
  return profile;
};

/** The problem for a userId that names nobody. */
export const noSuchUser = (userId: string): ProblemError =>
  new ProblemError('NOT_FOUND', `There is no user ${userId}.`);
