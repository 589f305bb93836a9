// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is source text, to be found as it stands.
import type { Mutation } from './mutation.ts';

const accept = 'functions/ingress/accept-notifications.ts';
const cancel = 'functions/api/notifications/cancel-notification.ts';

/** Of what callers talk to. */
export const doorMutations: readonly Mutation[] = [
  {
    name: 'write before queue: whether the record stands is not waited for',
    file: accept,
    find: 'const existing = await deps.create(one.record);',
    replace:
      'const existing = undefined as Awaited<ReturnType<typeof deps.create>>;\n' +
      '    void deps.create(one.record).catch(() => {});',
  },
  {
    name: '202 means kept: what no queue took is promised all the same',
    file: accept,
    find: '.filter((position) => !refused.has(position)),',
    replace: '.filter((position) => position >= 0),',
  },
  {
    name: 'a refused repeat takes back what the first run promised',
    file: accept,
    find: 'refused.has(position) && isNew)',
    replace: 'refused.has(position) && (isNew || true))',
  },
  {
    name: 'the repeat of a send is dated anew',
    file: accept,
    find: 'message: { ...one.message, acceptedAt, expiresAt }, isNew: false',
    replace: 'message: { ...one.message, ...(acceptedAt > expiresAt ? {} : {}) }, isNew: false',
  },
  {
    name: 'the derived id: every run of a keyed send has its own',
    file: 'functions/ingress/routes.ts',
    find: 'derivedNotificationId({ ...keyed, position })',
    replace: 'derivedNotificationId({ ...keyed, key: `${keyed.key} ${deps.now()}`, position })',
  },
  {
    name: 'cancelling cancels what is being sent',
    file: cancel,
    find: "new Set(['QUEUED', 'RETRYING', 'HELD', 'PARKED'])",
    replace: "new Set(['QUEUED', 'RETRYING', 'HELD', 'PARKED', 'SENDING'])",
  },
];
