/** The paths that the ingress function serves; the api function serves all others. */
export const sendPath = { method: 'POST', path: '/notifications/send' } as const;
export const batchPath = { method: 'POST', path: '/notifications/batch' } as const;
export const ingressPaths = [sendPath, batchPath] as const;
