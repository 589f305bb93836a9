import type { Said } from '../judge/said.ts';
import type { Random } from '../random.ts';

/** That somebody wants no more of it, or again. */
export type Reply = 'STOP' | 'START';

/** Something that a provider says of a message, so long after it took it. */
export interface Step {
  /** Or what its reader answers, by a text of their own. */
  readonly said: Said | Reply;
  readonly afterMs: number;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

type Within = readonly [said: Step['said'], from: number, to: number];

/** How often of a hundred, and what is said when: late, in any order, against each other, or never. */
type Story = readonly [weight: number, ...steps: readonly Within[]];

const mailStories: readonly Story[] = [
  [34, ['delivered', 0, 20 * secondMs]],
  [15, ['delivered', 0, 20 * secondMs], ['opened', 5 * secondMs, 2 * hourMs]],
  [5, ['delivered', 0, 5 * secondMs], ['opened', minuteMs, hourMs], ['clicked', minuteMs, hourMs]],
  [6, ['delivered', 0, 5 * secondMs], ['opened-by-machine', secondMs, minuteMs]],
  [2, ['hard-bounced', secondMs, 10 * minuteMs]],
  // Some servers take a mail first, and send it back later.
  [1, ['delivered', 0, 20 * secondMs], ['hard-bounced', hourMs, 6 * hourMs]],
  [4, ['soft-bounced', secondMs, hourMs]],
  // An answer from somebody on holiday.
  [4, ['delivered', 0, 20 * secondMs], ['soft-bounced', secondMs, 5 * minuteMs]],
  [5, ['delayed', minuteMs, hourMs], ['delivered', hourMs, 3 * hourMs]],
  [1, ['delivered', 0, 20 * secondMs], ['complained', 10 * minuteMs, 20 * hourMs]],
  [23],
];

const textStories: readonly Story[] = [
  [40, ['accepted', 0, secondMs], ['delivered', secondMs, minuteMs]],
  [15, ['accepted', 0, minuteMs]],
  // The carrier never says anything, and AWS that it does not know.
  [8, ['accepted', 0, secondMs], ['accepted', 72 * hourMs, 73 * hourMs]],
  [2, ['accepted', 0, secondMs], ['hard-bounced', secondMs, 10 * minuteMs]],
  [8, ['accepted', 0, secondMs], ['soft-bounced', secondMs, 2 * hourMs]],
  [2, ['delivered', secondMs, minuteMs], ['STOP', 10 * secondMs, 2 * hourMs]],
  // Some think better of it, and some have said so in an hour that is past.
  [
    4,
    ['delivered', secondMs, minuteMs],
    ['STOP', 10 * secondMs, 2 * hourMs],
    ['START', minuteMs, 4 * hourMs],
  ],
  [1, ['delivered', secondMs, minuteMs], ['START', minuteMs, 6 * hourMs]],
  [20],
];

/** Of a push SNS says later only that it failed, and of most it knows nothing. */
const pushStories: readonly Story[] = [
  [3, ['device-gone', 0, 10 * secondMs]],
  [2, ['rejected', 0, 10 * secondMs]],
  // Before our own record says that it was sent.
  [1, ['rejected', 0, 50]],
  [94],
];

const stories = { EMAIL: mailStories, SMS: textStories, PUSH: pushStories } as const;
/** Channels whose providers speak of their messages later. */
export type ReportedChannel = keyof typeof stories;

/** How often somebody unsubscribes by what a mail links to, and how long after it came. */
export const unsubscribeChance = 0.02;
export const readWithinMs = 3 * hourMs;

/** What becomes of one message. */
export const tellStory = (of: ReportedChannel, random: Random): readonly Step[] => {
  let drawn = random.below(100);
  for (const [weight, ...steps] of stories[of]) {
    drawn -= weight;
    if (drawn >= 0) continue;
    return steps.map(([said, from, to]) => ({ said, afterMs: random.between(from, to) }));
  }
  return [];
};
