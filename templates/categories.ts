import type { Categories, Category } from '#core/category.ts';

const minutes = 60;
const days = 24 * 60 * minutes;

const declared: readonly Category[] = [
  {
    id: 'orders',
    title: 'Orders',
    description: 'Confirmations and news of what you ordered.',
    critical: false,
    declinable: true,
    promotional: false,
    enabledByDefault: true,
    // An order that is confirmed stays confirmed until the morning.
    quietHours: 'HOLD',
    timeToLiveSeconds: 3 * days,
    whenUncertain: 'RESEND',
    limits: [],
    overLimit: 'DEFER',
  },
  {
    id: 'account',
    title: 'Your account',
    description: 'What you need to know to use your account.',
    critical: false,
    declinable: false,
    promotional: false,
    enabledByDefault: true,
    quietHours: 'HOLD',
    timeToLiveSeconds: 3 * days,
    whenUncertain: 'RESEND',
    limits: [],
    overLimit: 'DEFER',
  },
  {
    id: 'security',
    title: 'Security',
    description: 'Warnings about the safety of your account. These cannot be turned off.',
    critical: true,
    declinable: false,
    promotional: false,
    enabledByDefault: true,
    quietHours: 'PASS',
    timeToLiveSeconds: 3 * days,
    // A warning heard twice is better than one never heard.
    whenUncertain: 'RESEND',
    limits: [],
    overLimit: 'DEFER',
  },
  {
    id: 'one-time-codes',
    title: 'Sign-in codes and links',
    description: 'Codes and links that you asked for a moment ago. These cannot be turned off.',
    critical: true,
    declinable: false,
    promotional: false,
    enabledByDefault: true,
    // The person is sitting there, waiting for it.
    quietHours: 'PASS',
    timeToLiveSeconds: 10 * minutes,
    // Two codes leave a person guessing which one counts; asking for another is easy.
    whenUncertain: 'HOLD',
    limits: [],
    overLimit: 'DEFER',
  },
  {
    id: 'promotions',
    title: 'Offers',
    description: 'Sales, discounts and seasonal offers.',
    critical: false,
    declinable: true,
    promotional: true,
    enabledByDefault: true,
    quietHours: 'HOLD',
    timeToLiveSeconds: 2 * days,
    whenUncertain: 'RESEND',
    // More in a day is advertising that people unsubscribe from.
    limits: [{ count: 3, perSeconds: days }],
    overLimit: 'DEFER',
  },
];

/** Every category that a template can name and a preference can be about. */
export const categories: Categories = new Map(declared.map((category) => [category.id, category]));
