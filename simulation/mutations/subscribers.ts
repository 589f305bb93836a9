import type { Mutation } from './mutation.ts';

const fanOut = 'functions/event-hooks/fan-out/fan-out-events.ts';
const deliver = 'functions/event-hooks/delivery/deliver-event.ts';
const timeline = 'functions/event-hooks/timeline.ts';
const counting = 'functions/analytics/count-events.ts';

/** Of what listens to the events topic. */
export const subscriberMutations: readonly Mutation[] = [
  {
    name: 'an event that could not be queued for its receivers is acknowledged',
    file: fanOut,
    find: 'return own.some((one) => failed.has(one))',
    replace: 'return own.length > 1e9',
    breaks: ['who wants an event hears of it'],
    aim: 'events-refused',
  },
  {
    name: 'an event that was not logged is acknowledged',
    file: fanOut,
    find: "return { kind: 'retry', event: 'event-not-logged', ids, error: failure.error };",
    replace: "return { kind: 'done', event: 'event-not-logged', ids };",
    breaks: ['who wants an event hears of it'],
    aim: 'events-unwritten',
  },
  {
    name: 'a receiver that refuses an event is not asked again',
    file: deliver,
    find: "return again('event-refused', received, asked, deps, answer);",
    replace: "return { kind: 'done', event: 'event-refused', ids: idsOf(received) };",
    breaks: ['who wants an event hears of it'],
    aim: 'events-heard',
  },
  {
    name: 'who answers 410 is told on',
    file: 'functions/event-hooks/delivery/note-health.ts',
    find: 'result.responseStatus === gone) {',
    replace: 'result.responseStatus === -gone) {',
    breaks: ['a receiver hears of nothing else'],
    aim: 'events-heard',
  },
  {
    name: 'whoever is not enabled is told all the same',
    file: deliver,
    find: 'if (!found.enabled) {',
    replace: 'if (!found.enabled && deps.now() < 0) {',
    breaks: ['a receiver hears of nothing else'],
    aim: 'events-heard',
  },
  {
    name: 'every receiver is told of everything',
    file: fanOut,
    find: 'hook.enabled && isWanted(hook, event)',
    replace: 'hook.enabled && (isWanted(hook, event) || true)',
    breaks: ['a receiver hears of nothing else'],
    aim: 'events-heard',
  },
  {
    name: 'what was delivered is listed as waiting by a copy that was refused',
    file: 'functions/event-hooks/delivery-log.ts',
    find: '#status <> :delivered OR updatedAt < :before',
    replace: '(#status <> :delivered OR updatedAt >= :before OR updatedAt < :before)',
    breaks: ['who wants an event hears of it'],
    aim: 'events-heard',
  },
  {
    name: 'a replay takes a part of the log that has more for one that is at its end',
    file: timeline,
    find: '!hasMore || !isFirst(',
    replace: 'hasMore || !isFirst(',
    breaks: ['who wants an event hears of it'],
    aim: 'events-heard',
  },
  {
    name: 'a replay that was interrupted is acknowledged',
    file: 'functions/event-hooks/fan-out/fan-out.ts',
    find: "return { kind: 'retry', event: 'replay-interrupted', ids, error };",
    replace: "return { kind: 'done', event: 'replay-interrupted', ids };",
    breaks: ['who wants an event hears of it'],
    aim: 'events-refused',
  },
  {
    name: 'an hour is added up before its segment is written',
    file: counting,
    find: 'await concurrently(segments, ({ place, segment }) => table.addSegment(place, segment));',
    replace:
      'concurrently(segments, ({ place, segment }) => table.addSegment(place, segment)).catch(() => {});',
    breaks: ['the numbers add up'],
    aim: 'events-unwritten',
  },
  {
    name: 'an hour whose adding up failed is not added up again',
    file: counting,
    find: "return { kind: 'retry', event: 'roll-up-failed', ids, error };",
    replace: "return { kind: 'done', event: 'roll-up-failed', ids };",
    breaks: ['the numbers add up'],
    aim: 'events-unwritten',
  },
  {
    name: 'an hour that could not be asked for is forgotten',
    file: 'functions/analytics/ask-for-roll-ups.ts',
    find: 'if (failed.length > 0) throw',
    replace: 'if (failed.length > 1e9) throw',
    breaks: ['the numbers add up'],
    aim: 'events-refused',
  },
  {
    name: 'an event is counted as often as it comes',
    file: 'functions/analytics/segment.ts',
    find: 'if (other === undefined || key < other) cells.set(id, key);',
    replace: 'cells.set(id + cells.size, key);',
    breaks: ['the numbers add up'],
    aim: 'events-heard',
  },
  {
    name: 'that it was sent is told as of the word of its provider',
    file: 'functions/feedback/feedback-events.ts',
    find: 'at: sentAt ?? standing.at',
    replace: 'at: standing.at',
    breaks: ['the numbers add up'],
    aim: 'events-heard',
  },
  {
    name: 'a new secret signs alone from its first moment',
    file: 'functions/webhooks/webhook-secret.ts',
    find: 'const last = now < overlapsUntil ? oldest : newest;',
    replace: 'const last = overlapsUntil && oldest && now ? newest : newest;',
    breaks: ['a receiver hears of nothing else'],
    aim: 'events-heard',
  },
];
