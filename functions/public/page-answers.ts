import type { RouteAnswer } from '#platform/route.ts';

const page = (description: string): RouteAnswer => ({
  description: `A page: ${description}`,
  isPage: true,
});

/** What every link may answer instead of what it is for. */
export const linkAnswers = {
  404: page('this was never a link of ours.'),
  410: page('the link is too old, revoked, or its user is gone.'),
  500: page('something went wrong on our side.'),
} as const;

/** What a form may be answered besides. */
export const formAnswers = {
  ...linkAnswers,
  400: page('the form is not one of ours, or not filled in.'),
  403: page("the form was sent from another site's page."),
  413: page('no form of ours is that large.'),
  415: page('it is no form.'),
} as const;
