import { hash } from 'node:crypto';
import { type Priority, speedOf } from './priority.ts';

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

/**
 * The message group of a caller in the queues that all callers share: SQS fair queues keep one's backlog from
 * delaying the others'. What is express waits for nobody and has none. 128 characters are allowed; a hash names
 * nobody in a console.
 */
export const fairnessGroupOf = (caller: string, priority: Priority): string | undefined =>
  speedOf(priority) === 'express' ? undefined : hash('sha256', caller, 'base64url').slice(0, 22);
