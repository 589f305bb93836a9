import type { Mutation } from './mutation.ts';

const store = 'functions/delivery/delivery-store.ts';

/** Of the one use case of every lane. */
export const deliveryMutations: readonly Mutation[] = [
  {
    name: 'the claim: whoever has the message sends it',
    file: store,
    find: "'deliveries.#key.#status IN (:queued, :retrying, :parked) AND deliveries.#key.#round = :round'",
    replace:
      "'(deliveries.#key.#status IN (:queued, :retrying, :parked) OR deliveries.#key.#round = :round)'",
    breaks: ['nothing twice'],
  },
  {
    name: 'the lease: it ends as it begins',
    file: store,
    find: "':leaseUntil': at + timing.leaseSeconds * 1000",
    replace: "':leaseUntil': at",
    breaks: ['claim before call'],
  },
  {
    name: 'the lease: a copy does not wait for it',
    file: 'functions/delivery/after-refusal.ts',
    find: 'return leaseLeftMs > 0',
    replace: 'return leaseLeftMs > 1e12',
    breaks: ['nothing twice'],
  },
  {
    name: 'the attempt: what an older one came to overwrites a newer one',
    file: store,
    find: "'deliveries.#key.#status = :sending AND deliveries.#key.#attempt = :attempt';\n  // An hour",
    replace:
      "'(deliveries.#key.#status = :sending OR deliveries.#key.#attempt >= :attempt)';\n  // An hour",
    breaks: ['status steps'],
    aim: 'regions-silent',
  },
  {
    name: 'HOLD: what a crash left uncertain is sent again',
    file: 'functions/delivery/after-refusal.ts',
    find: "?.whenUncertain === 'HOLD') {",
    replace: '?.whenUncertain === undefined) {',
    breaks: ['nothing twice'],
    aim: 'codes-unheard',
  },
  {
    name: 'HOLD: what timed out is sent again',
    file: 'functions/delivery/result-of.ts',
    find: "outcome.kind === 'uncertain' && whenUncertain === 'HOLD'",
    replace: "outcome.kind === 'uncertain' && whenUncertain === undefined",
    breaks: ['nothing twice'],
    aim: 'codes-unheard',
  },
  {
    name: 'the expiry, once it is claimed',
    file: 'functions/delivery/channel-gate.ts',
    find: 'if (sending.expiresAt <= now()) return',
    replace: 'if (sending.expiresAt <= 0) return',
    breaks: ['nothing after expiry'],
    aim: 'slow-claims',
  },
  {
    name: 'a paused channel sends all the same',
    file: 'functions/delivery/channel-gate.ts',
    find: "if ((await known()).paused !== undefined) return 'CHANNEL_PAUSED';",
    replace: 'await known();',
    breaks: ['nothing while its channel is paused'],
    aim: 'paused',
  },
  {
    name: 'whoever wants to tries a provider that is out',
    file: 'functions/delivery/channel-gate.ts',
    find: "if (circuitState(circuit, now()) === 'OPEN' || asking.has(name)) return false;",
    replace: "if (circuitState(circuit, now()) === 'CLOSED' || asking.has(name)) return false;",
    breaks: ['who is out is tried by one call at a time'],
    aim: 'hour-out',
  },
  {
    name: 'a trial is won by everybody',
    file: 'functions/delivery/channel-gate.ts',
    find: 'if (isWon) trials.set(name, openUntil);',
    replace: 'trials.set(name, openUntil);\n      if (!isWon) return true;',
    breaks: ['who is out is tried by one call at a time'],
    aim: 'hour-out',
  },
  {
    name: 'another provider is asked for what may have been sent',
    file: 'functions/delivery/channel-gate.ts',
    find: "if (outcome.kind === 'uncertain') return { ...outcome, provider: provider.name };",
    replace:
      "if (outcome.kind === 'uncertain') {\n" +
      "          refused = { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE', detail: '' };\n" +
      '          continue;\n' +
      '        }',
    breaks: ['one provider for what may have been sent'],
    aim: 'regions-silent',
  },
  {
    name: 'an hour is longer than a message may be received',
    file: 'functions/core/retry-policy.ts',
    find: 'return attempts + spareReceives;',
    replace: 'return 12 + 0 * (attempts + spareReceives);',
    breaks: ['an outage parks nothing'],
    aim: 'hour-out',
  },
  {
    name: 'events follow writes: what an attempt came to is published before it is written',
    file: 'functions/delivery/settle.ts',
    find: '  const written = await deps.store.finish(message, claimed, result);',
    replace:
      '  const early = await deps.store.read(message);\n' +
      '  const delivery = { ...claimed, ...result };\n' +
      '  const { eventsOf } = await import("./delivery-events.ts");\n' +
      '  if (early !== undefined)\n' +
      '    await deps.publish(eventsOf(message, { record: early.record, delivery }, deps));\n' +
      '  const written = await deps.store.finish(message, claimed, result);',
    breaks: ['events follow writes'],
  },
  {
    name: 'events follow writes: a repeated run does not tell what it finds written',
    file: 'functions/delivery/after-refusal.ts',
    find: "return done('delivery-already-settled', message, stored);",
    replace: "return done('delivery-already-settled', message);",
    breaks: ['events follow writes'],
  },
  {
    name: 'the result: what the SDK wrote twice is taken for somebody else’s',
    file: 'functions/delivery/settle.ts',
    find: 'written !== undefined || isResultOf(stored?.delivery, claimed, result)',
    replace: 'written !== undefined',
    breaks: ['202 means kept'],
    aim: 'writes-repeated',
  },
  {
    name: 'the result: a delivery that failed for now is acknowledged',
    file: 'functions/delivery/settle.ts',
    find: "return { result: retry('delivery-retrying', message, afterSeconds), stored };",
    replace: "return done('delivery-retrying', message, stored);",
    breaks: ['202 means kept'],
  },
  {
    name: 'the result: a delivery that threw is acknowledged',
    file: 'functions/delivery/deliver.ts',
    find: "return { result: retry('delivery-failed', received.message, undefined, error) };",
    replace: "return done('delivery-failed', received.message);",
    breaks: ['202 means kept'],
  },
  {
    name: 'the result: acknowledged before it is written',
    file: 'functions/delivery/settle.ts',
    find: 'const written = await deps.store.finish(message, claimed, result);',
    replace:
      'const written = undefined as StoredDelivery | undefined;\n' +
      '  void deps.store.finish(message, claimed, result).catch(() => {});',
    breaks: ['202 means kept'],
  },
  {
    name: 'consent: what waited is not decided again',
    file: 'functions/delivery/deliver.ts',
    find: 'const stale = staleDecision(message, deps.now());',
    replace: 'const stale = undefined as ReturnType<typeof staleDecision>;',
    breaks: ['nothing in quiet hours'],
    aim: 'evening',
  },
  {
    name: 'the hold: nothing brings it back',
    file: 'functions/delivery/hold.ts',
    find: 'await deps.scheduleRelease(message, stored.delivery.round, at);',
    replace: 'void at;',
    breaks: ['202 means kept'],
    aim: 'evening',
  },
  {
    name: 'the hold: a run that finds it does not schedule it again',
    file: 'functions/delivery/after-refusal.ts',
    find: '    return hold(message, stored, deps);\n  }\n  if (isWaiting(delivery)',
    replace: "    return done('delivery-held', message, stored);\n  }\n  if (isWaiting(delivery)",
    breaks: ['202 means kept'],
    aim: 'evening',
  },
];
