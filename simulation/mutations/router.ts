// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is source text, to be found as it stands.
import type { Mutation } from './mutation.ts';

const rules = 'functions/core/rules.ts';
const plan = 'functions/core/plan-route.ts';
const route = 'functions/router/route-notifications.ts';
const write = 'functions/router/write-route.ts';

/** Of what decides who hears it, and brings it there. */
export const routerMutations: readonly Mutation[] = [
  {
    name: 'suppressions bind nobody',
    file: rules,
    find: 'return recipient.profile.suppressions[suppressionCell(channel, hashAddress(address))];',
    replace: 'return undefined;',
    breaks: ['nothing to who is suppressed'],
  },
  {
    name: 'what somebody declined comes all the same',
    file: rules,
    find: 'return preference === undefined || preference.enabled ?',
    replace: 'return preference === undefined || preference.enabled || preference.since ?',
    breaks: ['nothing to who does not want it'],
  },
  {
    // Of the rule and of what the lanes are told: either holds what the other lets through.
    name: 'a person’s quiet hours hold nothing',
    file: 'functions/core/decide-input.ts',
    find: '(ownQuietHours(recipient) ?? quietHoursByDefault),',
    replace: '((ownQuietHours(recipient), quietHoursByDefault)),',
    breaks: ['nothing in quiet hours'],
  },
  {
    name: 'the stage’s own quiet hours hold nothing',
    file: 'functions/core/decide-input.ts',
    find: '(ownQuietHours(recipient) ?? quietHoursByDefault),',
    replace: 'ownQuietHours(recipient),',
    breaks: ['nothing in quiet hours'],
    aim: 'quiet-nights',
  },
  {
    name: 'a send window holds nothing',
    // What its rule alone would let through, the lanes would hold: they know when it ends.
    file: 'functions/core/decide-input.ts',
    find: 'sendWindows: [category.sendWindow, sendWindow].filter((window) => window !== undefined),',
    replace: 'sendWindows: [],',
    breaks: ['nothing outside of its window'],
  },
  {
    name: 'one after the other: what has succeeded is not looked at',
    file: 'functions/core/fallback.ts',
    find: '(one) => one.channel !== channel && hasReached(one, routing.until),',
    replace: '(one) => one.channel === channel && hasReached(one, routing.until),',
    breaks: ['one channel after the other'],
    aim: 'in-turn',
  },
  {
    name: 'one after the other: all go at once',
    file: 'functions/core/fallback.ts',
    find: 'order.slice(1).map((channel, position) => {',
    replace: 'order.slice(order.length).map((channel, position) => {',
    breaks: ['one channel after the other'],
    aim: 'in-turn',
  },
  {
    name: 'one after the other: any failure brings the next before its time',
    file: 'functions/core/fallback.ts',
    find: 'if (all.some((one) => !waits(one) && !lost.has(one.status))) return undefined;',
    replace: 'if (lost.size === 0) return undefined;',
    breaks: ['one channel after the other'],
    aim: 'in-turn',
  },
  {
    name: 'limits: nobody’s log is written',
    file: 'functions/router/count-uses.ts',
    find: 'const isWritten = await write(key, usageOf(key), log, last + longestSeconds * 1000);',
    replace: 'const isWritten = last > 0;',
    breaks: ['no more than a limit allows'],
    aim: 'limits',
  },
  {
    name: 'limits: of two who read the same log both write theirs',
    file: 'functions/platform/usage-logs.ts',
    find: "version === 0 ? 'attribute_not_exists(version)' : 'version = :version',",
    replace:
      "version === 0 ? 'attribute_exists(pk) OR attribute_not_exists(pk)' : 'version >= :version',",
    breaks: ['no more than a limit allows'],
    aim: 'limits',
  },
  {
    name: 'the release: a second device is sent to once more',
    file: plan,
    find: 'const isOurs = (key: string) => heldKeys.has(key) || ',
    replace: 'const isOurs = (key: string) => heldKeys.has(key) || key !== undefined || ',
    breaks: ['nothing twice'],
    aim: 'two-devices',
  },
  {
    name: 'the release re-check: whatever it is now, it was held',
    file: write,
    find: '`deliveries.#h${position}.#status IN (:held, :parked)` +',
    replace:
      '`(deliveries.#h${position}.#status IN (:held, :parked) OR attribute_exists(#status))` +',
    breaks: ['nothing twice'],
    aim: 'night-for-all',
  },
  {
    // That a passed round is refused is held twice, by the plan and by its write; and to decide again too early
    // changes nothing where quiet hours or an outage are the reason.
    name: 'the release: it names a round in which nothing is held',
    file: plan,
    find: '? [{ channel, round, until: heldUntil,',
    replace: '? [{ channel, round: round + 1, until: heldUntil,',
    breaks: ['202 means kept'],
  },
  {
    name: 'the repeat: what a dead run wrote and did not queue stays where it is',
    file: plan,
    find: 'if (target !== undefined) queue.push({ ...target, key, round: delivery.round });',
    replace: 'if (target !== undefined) void key;',
    breaks: ['202 means kept'],
  },
  {
    name: 'the hold: nothing brings it back',
    file: route,
    find: 'await concurrently(holds, (hold) => deps.scheduleRelease(message, hold));',
    replace: 'void holds;',
    breaks: ['202 means kept'],
  },
  {
    name: 'the lane: what it did not take is forgotten',
    file: route,
    find: 'incomplete.has(String(result.ids.notificationId))',
    replace: "incomplete.has('')",
    breaks: ['202 means kept'],
    aim: 'lanes-refuse',
  },
  {
    name: 'the write: a routing that could not be written is acknowledged',
    file: route,
    find: "return { kind: 'retry', event: 'routing-failed', ids, error };",
    replace: "return { kind: 'done', event: `routing-failed ${error}`, ids };",
    breaks: ['202 means kept'],
  },
  {
    name: 'the write: what moved meanwhile is not looked at again',
    file: route,
    find: "return written ?? { kind: 'retry', event: 'notification-moved', ids, afterSeconds: 1 };",
    replace: "return written ?? { kind: 'done', event: 'notification-moved', ids };",
    breaks: ['202 means kept'],
  },
  {
    name: 'the read: a record that is too young to be seen counts as gone',
    file: 'functions/router/load-route-context.ts',
    find: 'consistent: true,',
    replace: 'consistent: false,',
    breaks: ['202 means kept'],
  },
  {
    name: 'PARKED is not recorded of a request',
    file: 'functions/router/worker.ts',
    find: 'park: (message, cause, deps) => deps.park(message, cause),',
    replace: 'park: async () => {},',
    breaks: ['202 means kept'],
    aim: 'router-out',
  },
  {
    name: 'events follow writes: a routing is not told',
    file: route,
    find: 'await deps.publish(routed.flatMap(({ events }) => events));',
    replace: '',
    breaks: ['events follow writes'],
  },
  {
    name: 'events follow writes: what a routing ended is told as QUEUED',
    file: 'functions/core/routing-events.ts',
    find: "const given: ReadonlySet<DeliveryStatus> = new Set(['HELD', 'SKIPPED', 'EXPIRED', 'CANCELLED']);",
    replace: "const given: ReadonlySet<DeliveryStatus> = new Set(['HELD', 'CANCELLED']);",
    breaks: ['events follow writes'],
  },
];
