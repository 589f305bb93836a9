/**
 * Who signed a request: account and role, never the session's name, which changes with every
 * container of the caller. `arn:aws:sts::123456789012:assumed-role/Orders/i-0abc` is `123456789012/Orders`.
 */
export const callerOf = (userArn: string): string => {
  const [, , , , account = '', resource = ''] = userArn.split(':');
  const parts = resource.split('/');
  const name = parts[0] === 'assumed-role' ? parts[1] : parts.slice(1).join('/');
  return `${account}/${name || resource}`;
};
