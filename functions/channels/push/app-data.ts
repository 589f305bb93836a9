/** What a template tells the app besides what is shown, or what is wrong with it. */
export type AppData =
  | { readonly kind: 'read'; readonly data: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong'; readonly detail: string };

const maxKeys = 20;
const line = /^([A-Za-z][\w.-]{0,63}):[ \t]*(.*)$/;

/**
 * What every message has (push-message.ts), what APNs keeps for itself, and what FCM does.
 * https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages#Message.FIELDS.data
 */
const taken: ReadonlySet<string> = new Set(
  [
    'deliveryId notificationId templateId category link actions image aps',
    'from message_type notification collapse_key priority to',
  ].flatMap((names) => names.split(' ')),
);
const takenPrefix = /^(?:google|gcm)\b/i;

/** Reads lines of `key: value`; a value from data is one line, so that it cannot become a key. */
export const readAppData = (text: string): AppData => {
  const data = new Map<string, string>();
  for (const [index, written] of text.split('\n').entries()) {
    if (written.trim() === '') continue;
    const wrong = (why: string): AppData => ({ kind: 'wrong', detail: `line ${index + 1} ${why}` });
    const [, key = '', value = ''] = line.exec(written.trim()) ?? [];
    if (key === '') return wrong('is no key: value');
    if (taken.has(key) || takenPrefix.test(key)) return wrong('has a key that is taken');
    if (data.has(key)) return wrong('has a key that stands above already');
    data.set(key, value);
  }
  return data.size > maxKeys
    ? { kind: 'wrong', detail: `has more than ${maxKeys} keys` }
    : { kind: 'read', data: Object.fromEntries(data) };
};
