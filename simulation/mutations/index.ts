import { deliveryMutations } from './delivery.ts';
import { doorMutations } from './door.ts';
import { feedbackMutations } from './feedback.ts';
import type { Mutation } from './mutation.ts';
import { platformMutations } from './platform.ts';
import { routerMutations } from './router.ts';
import { subscriberMutations } from './subscribers.ts';

/** Every safeguard that the simulation must miss when it is gone. */
export const mutations: readonly Mutation[] = [
  ...deliveryMutations,
  ...routerMutations,
  ...feedbackMutations,
  ...doorMutations,
  ...platformMutations,
  ...subscriberMutations,
];
