/** Everything that must hold in every world, by the name that a breach is reported under. */
export const invariants = [
  '202 means kept',
  'an outage parks nothing',
  'one key, one notification',
  'refused means nothing stored',
  'a resend and its original name each other',
  'nothing is sent again before it has ended',
  'the door',
  'claim before call',
  'nothing twice',
  'nothing after expiry',
  'nothing after cancellation',
  'nothing in quiet hours',
  'nothing outside of its window',
  'nothing while its channel is paused',
  'one provider for what may have been sent',
  'who is out is tried by one call at a time',
  'nothing to who does not want it',
  'nothing to who is suppressed',
  'consent at the moment of sending',
  'who hears it by which channel',
  'one channel after the other',
  'no more than a limit allows',
  'the right words to the right person',
  'status steps',
  'the timeline says what happened',
  'the status says what the provider said',
  'events follow writes',
  'who wants an event hears of it',
  'a receiver hears of nothing else',
  'the numbers add up',
  'what is not finished says when it comes back',
  'deliveryId',
  'a request that AWS understands',
  'the product stumbles over nothing',
] as const;
export type Invariant = (typeof invariants)[number];

/** An invariant by its name, or an error that lists them. */
export const invariantNamed = (name: string): Invariant => {
  const found = invariants.find((one) => one === name);
  if (found === undefined) {
    throw new Error(`There is no invariant "${name}". There are: ${invariants.join('; ')}.`);
  }
  return found;
};
