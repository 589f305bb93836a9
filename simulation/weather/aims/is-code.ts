import type { Wish } from '../../actors/wishes.ts';

/** Whether it is a code for one sign-in, which nobody may get twice. */
export const isCode = ({ category }: Wish): boolean => category === 'one-time-codes';
