import type { Mutation } from './mutation.ts';

const deliver = 'functions/delivery/deliver.ts';
const store = 'functions/delivery/delivery-store.ts';

/** Of the one use case of every lane. */
export const deliveryMutations: readonly Mutation[] = [
  {
    name: 'the claim: whoever has the message sends it',
    file: store,
    find: "'deliveries.#key.#status IN (:queued, :retrying, :parked) AND deliveries.#key.#round = :round'",
    replace:
      "'(deliveries.#key.#status IN (:queued, :retrying, :parked) OR deliveries.#key.#round = :round)'",
  },
  {
    name: 'the lease: it ends as it begins',
    file: store,
    find: "':leaseUntil': at + timing.leaseSeconds * 1000",
    replace: "':leaseUntil': at",
  },
  {
    name: 'the lease: a copy does not wait for it',
    file: deliver,
    find: 'return leaseLeftMs > 0',
    replace: 'return leaseLeftMs > 1e12',
  },
  {
    name: 'the attempt: what an older one came to overwrites a newer one',
    file: store,
    find: "'deliveries.#key.#status = :sending AND deliveries.#key.#attempt = :attempt';\n  // An hour",
    replace:
      "'(deliveries.#key.#status = :sending OR deliveries.#key.#attempt >= :attempt)';\n  // An hour",
  },
  {
    name: 'HOLD: what a crash left uncertain is sent again',
    file: deliver,
    find: "?.whenUncertain === 'HOLD') {",
    replace: '?.whenUncertain === undefined) {',
  },
  {
    name: 'HOLD: what timed out is sent again',
    file: deliver,
    find: "outcome.kind === 'uncertain' && whenUncertain === 'HOLD'",
    replace: "outcome.kind === 'uncertain' && whenUncertain === undefined",
  },
  {
    name: 'the expiry, once it is claimed',
    file: 'functions/delivery/channel-gate.ts',
    find: 'if (sending.expiresAt <= now()) return',
    replace: 'if (sending.expiresAt <= 0) return',
    aim: 'slow-claims',
  },
  {
    name: 'events follow writes: SENT is told before it is so',
    file: deliver,
    find: '  const outcome = await deps.send({',
    replace:
      "  const early = { record: {} as never, delivery: { ...claimed, status: 'SENT' as const } };\n" +
      '  await deps.publish(eventsOf(message, early, deps));\n' +
      '  const outcome = await deps.send({',
  },
  {
    name: 'events follow writes: a repeated run does not tell what it finds written',
    file: deliver,
    find: "return done('delivery-already-settled', message, stored);",
    replace: "return done('delivery-already-settled', message);",
  },
  {
    name: 'the result: what the SDK wrote twice is taken for somebody else’s',
    file: deliver,
    find: 'written !== undefined || isResultOf(stored?.delivery, claimed, result)',
    replace: 'written !== undefined',
  },
  {
    name: 'the result: a delivery that failed for now is acknowledged',
    file: deliver,
    find: "return { result: retry('delivery-retrying', message, afterSeconds), stored };",
    replace: "return done('delivery-retrying', message, stored);",
  },
  {
    name: 'the result: a delivery that threw is acknowledged',
    file: deliver,
    find: "return { result: retry('delivery-failed', received.message, undefined, error) };",
    replace: "return done('delivery-failed', message);",
  },
  {
    name: 'the result: acknowledged before it is written',
    file: deliver,
    find: 'const written = await deps.store.finish(message, claimed, result);',
    replace:
      'const written = undefined as StoredDelivery | undefined;\n' +
      '  void deps.store.finish(message, claimed, result).catch(() => {});',
  },
  {
    name: 'consent: what waited is not decided again',
    file: deliver,
    find: 'const stale = staleDecision(message, deps.now());',
    replace: 'const stale = undefined as ReturnType<typeof staleDecision>;',
  },
  {
    name: 'the hold: nothing brings it back',
    file: deliver,
    find: 'await deps.scheduleRelease(message, stored.delivery.round, at);',
    replace: 'void at;',
  },
  {
    name: 'the hold: a run that finds it does not schedule it again',
    file: deliver,
    find: '    return hold(message, stored, deps);\n  }\n  if (isWaiting(delivery)',
    replace: "    return done('delivery-held', message, stored);\n  }\n  if (isWaiting(delivery)",
  },
];
