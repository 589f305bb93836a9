/** What a provider says of a message after it took it. */
export type Said =
  | 'accepted'
  | 'delayed'
  | 'rejected'
  | 'device-gone'
  | 'soft-bounced'
  | 'delivered'
  | 'hard-bounced'
  | 'complained'
  | 'opened'
  | 'opened-by-machine'
  | 'clicked'
  | 'unsubscribed'
  | 'seen'
  | 'read';

/** The same as the record of a delivery names it. */
export const kindOf = (said: Said): string => said.replaceAll('-', '_').toUpperCase();

/** What a kind of the record's says. */
export const saidBy = (kind: string): Said => kind.toLowerCase().replaceAll('_', '-') as Said;

/** What decides the status of a delivery, whatever order it comes in: the first of these that was said. */
const strongestFirst: readonly (readonly [said: Said, status: string])[] = [
  ['complained', 'COMPLAINED'],
  ['hard-bounced', 'BOUNCED'],
  ['delivered', 'DELIVERED'],
  ['soft-bounced', 'BOUNCED'],
  ['device-gone', 'FAILED'],
  ['rejected', 'FAILED'],
];

/** The status that a delivery has to have; whoever speaks of it at all has it. */
export const statusAfter = (said: ReadonlySet<Said>): string =>
  strongestFirst.find(([one]) => said.has(one))?.[1] ?? 'SENT';
