/** The paths of the links that people are sent; each takes GET and POST. */
export const unsubscribePath = '/unsubscribe/{token}';
export const preferencesPath = '/preferences/{token}';

/** All of them. */
export const publicPaths = [unsubscribePath, preferencesPath] as const;
