/** An address that somebody had, and from when to when at most: a change takes effect somewhere between. */
interface Held {
  readonly email: string;
  readonly from: number;
  until: number;
}

/** A user, as the company's own database knows them. */
export interface Person {
  readonly userId: string;
  readonly phoneNumber: string;
  email: string;
  isDeleted: boolean;
  readonly held: Held[];
  /** When something about them was being changed. */
  readonly changes: { readonly from: number; until: number }[];
}

/** How long an eventually consistent read may lag behind. */
const staleMs = 5_000;

/** A person who exists from now on at the earliest. */
export const createPerson = (index: number, isBlocked: boolean): Person => ({
  userId: `user-${index}`,
  phoneNumber: `+1415${String(5_000_000 + index)}`,
  email: `${isBlocked ? 'blocked' : 'person'}-${index}@example.com`,
  isDeleted: true,
  held: [],
  changes: [],
});

/** A change begins: the new address may count from now on. */
export const beginChange = (person: Person, email: string | undefined, now: number): void => {
  person.changes.push({ from: now, until: Number.POSITIVE_INFINITY });
  if (email === undefined) return;
  person.email = email;
  person.held.push({ email, from: now, until: Number.POSITIVE_INFINITY });
};

/** A change was confirmed: what was before counts no more. */
export const endChange = (person: Person, isDeleted: boolean, now: number): void => {
  const change = person.changes.at(-1);
  if (change !== undefined) change.until = now;
  person.isDeleted = isDeleted;
  const before = isDeleted ? person.held : person.held.slice(0, -1);
  for (const held of before) held.until = Math.min(held.until, now);
};

/** Whether an address was theirs at some moment of a span, as far as anybody could tell. */
export const hadAddress = (person: Person, address: string, from: number, to: number): boolean =>
  person.held.some(
    (held) =>
      held.email.toLowerCase() === address.toLowerCase() &&
      held.from <= to &&
      held.until + staleMs >= from,
  );

/** Whether nothing about them was being changed in a span, so that what must happen is known. */
export const wasSteady = (person: Person, from: number, to: number): boolean =>
  person.changes.every((change) => change.until + staleMs < from || change.from > to);
