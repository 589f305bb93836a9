// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is source text, to be found as it stands.
import type { Mutation } from './mutation.ts';

const accept = 'functions/ingress/accept-notifications.ts';
const resends = 'functions/ingress/resends.ts';
const cancel = 'functions/api/notifications/cancel-notification.ts';

/** Of what callers talk to. */
export const doorMutations: readonly Mutation[] = [
  {
    name: 'a key keeps its record: what could not be scheduled is taken back, though its repeat may stand by it',
    file: accept,
    find: 'const isKeyed = derivedId !== undefined;',
    replace: 'const isKeyed = false;',
    breaks: ['202 means kept'],
    aim: 'deletions-come-late',
  },
  {
    name: 'write before queue: whether the record stands is not waited for',
    file: accept,
    find: 'const existing = await deps.create(one.record);',
    replace:
      'const existing = undefined as Awaited<ReturnType<typeof deps.create>>;\n' +
      '    void deps.create(one.record).catch(() => {});',
    breaks: ['202 means kept'],
  },
  {
    name: '202 means kept: what no queue took is promised all the same',
    file: accept,
    find: '.filter((position) => !refused.has(position)),',
    replace: '.filter((position) => position >= 0),',
    breaks: ['202 means kept'],
    aim: 'queues-take-half',
  },
  {
    // That a repeat takes nothing back guards what nobody was promised: the record comes again with the next repeat.
    name: 'what was routed meanwhile is taken back',
    file: 'functions/platform/notifications-table.ts',
    find: "ConditionExpression: '#status IN (:accepted, :scheduled)',",
    replace: "ConditionExpression: '#status <> :accepted OR #status IN (:accepted, :scheduled)',",
    breaks: ['status steps'],
    aim: 'door-unheard',
  },
  {
    name: 'the repeat of a send is dated anew',
    file: accept,
    find: 'message: { ...one.message, acceptedAt, expiresAt }',
    replace: 'message: { ...one.message, ...(acceptedAt > expiresAt ? {} : {}) }',
    breaks: ['nothing after expiry'],
    aim: 'codes-late',
  },
  {
    name: 'the derived id: every run of a keyed send has its own',
    file: 'functions/ingress/routes.ts',
    find: 'derivedNotificationId({ ...keyed, position })',
    replace: 'derivedNotificationId({ ...keyed, key: `${keyed.key} ${deps.now()}`, position })',
    breaks: ['one key, one notification'],
  },
  {
    name: 'refused means nothing stored: a resend is written before it is looked at',
    file: accept,
    find: '(one) => checkResend(one, deps),',
    replace:
      "async (one) => ('error' in one || (await deps.create(one.record)), checkResend(one, deps)),",
    breaks: ['refused means nothing stored'],
  },
  {
    name: 'what may still be sent is sent again',
    file: resends,
    find: 'if (unfinished.has(status)) {',
    replace: 'if (unfinished.has(status) && original === undefined) {',
    breaks: ['nothing is sent again before it has ended'],
  },
  {
    name: 'the original does not hear of its resend',
    file: accept,
    find: 'await deps.resends.link(one.record, deps.now());',
    replace: '',
    breaks: ['a resend and its original name each other'],
  },
  {
    name: 'a repeat of a resend is told to its original again',
    file: resends,
    find: ' AND NOT contains(resentAs, :id)',
    replace: ' AND (attribute_exists(notificationId) OR NOT contains(resentAs, :id))',
    breaks: ['a resend and its original name each other'],
    aim: 'door-unheard',
  },
  {
    name: 'cancelling cancels what is being sent',
    file: cancel,
    find: "new Set(['QUEUED', 'RETRYING', 'HELD', 'PARKED'])",
    replace: "new Set(['QUEUED', 'RETRYING', 'HELD', 'PARKED', 'SENDING'])",
    breaks: ['status steps'],
  },
  {
    name: 'events follow writes: a cancellation is not told',
    file: cancel,
    find: '      await deps.publish(eventsOf(cancelled, deps.now()));',
    replace: '',
    breaks: ['events follow writes'],
  },
  {
    name: 'events follow writes: what is kept for later is not told',
    file: accept,
    find: ".filter(({ status }) => status === 'SCHEDULED')",
    replace: ".filter(({ status }) => status === 'ACCEPTED' && status === 'SCHEDULED')",
    breaks: ['events follow writes'],
  },
  {
    name: 'what is kept for later leaves the door before it is told',
    file: accept,
    find: 'const untold = new Set(await tellScheduled(waiting, deps));',
    replace:
      'const untold = new Set<number>();\n' +
      '  const { enqueue } = deps;\n' +
      '  const tell = () => tellScheduled(waiting, { ...deps, enqueue });\n' +
      '  deps = { ...deps, enqueue: async (all) => [...(await enqueue(all)), ...(await tell(), [])] };',
    breaks: ['events follow writes'],
    aim: 'door-dies',
  },
];
