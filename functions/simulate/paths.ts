/** The path that the simulate function serves. */
export const simulatePath = { method: 'POST', path: '/notifications/simulate' } as const;
