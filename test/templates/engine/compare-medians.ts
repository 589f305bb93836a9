const rounds = 401;

/** Nanoseconds of both: the medians, measured by turns, so that a busy machine slows both. */
export const compareMedians = (
  ours: () => string,
  theirs: () => string,
  rendersPerRound: number,
): readonly [number, number] => {
  // Both as the compiler leaves them after some time.
  for (let count = 0; count < 5; count += 1) {
    nanosecondsOf(theirs, 1000);
    nanosecondsOf(ours, 1000);
  }
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.theirs.push(nanosecondsOf(theirs, rendersPerRound));
    times.ours.push(nanosecondsOf(ours, rendersPerRound));
  }
  return [median(times.ours), median(times.theirs)];
};

function nanosecondsOf(render: () => string, rendersPerRound: number): number {
  const start = process.hrtime.bigint();
  let units = 0;
  // Reading a character makes the engine join what concatenation left in pieces.
  for (let count = 0; count < rendersPerRound; count += 1)
    units += render().charCodeAt(count % 100);
  if (units === 0) throw new Error('nothing was rendered');
  return Number(process.hrtime.bigint() - start) / rendersPerRound;
}

function median(times: readonly number[]): number {
  const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
