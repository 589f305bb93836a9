import type { Aim } from '../aim.ts';
import { channelAims } from './channels.ts';
import { crashAims } from './crashes.ts';
import { outageAims } from './outages.ts';
import { peopleAims } from './people.ts';
import { subscriberAims } from './subscribers.ts';

/** Every aim by its name. */
export const aims = {
  ...subscriberAims,
  ...channelAims,
  ...peopleAims,
  ...outageAims,
  ...crashAims,
};
export type AimName = keyof typeof aims;

/** An aim by its name, or an error that lists them. */
export const aimNamed = (name: string): Aim => {
  const found = Object.entries<Aim>(aims).find(([one]) => one === name)?.[1];
  if (found === undefined) {
    throw new Error(`There is no aim ${name}. There are: ${Object.keys(aims).join(', ')}.`);
  }
  return found;
};
