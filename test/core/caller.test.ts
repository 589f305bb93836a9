import { expect, test } from 'vitest';
import { callerOf, fairnessGroupOf } from '#core/caller.ts';

test.each([
  ['arn:aws:sts::123456789012:assumed-role/Orders/i-0abc', '123456789012/Orders'],
  ['arn:aws:sts::123456789012:assumed-role/Orders/another-session', '123456789012/Orders'],
  ['arn:aws:iam::123456789012:user/ci/deployer', '123456789012/ci/deployer'],
  ['arn:aws:iam::123456789012:root', '123456789012/root'],
])('reads the caller of %s as %s', (arn, caller) => {
  expect(callerOf(arn)).toBe(caller);
});

test('callers share standard queues in groups of their own, and express ones without', () => {
  const group = fairnessGroupOf('123456789012/Orders', 'LOW');
  expect(group).toMatch(/^[\w-]{22}$/);
  expect(fairnessGroupOf('123456789012/Orders', 'MEDIUM')).toBe(group);
  expect(fairnessGroupOf('123456789012/Alerts', 'LOW')).not.toBe(group);
  for (const priority of ['CRITICAL', 'HIGH'] as const) {
    expect(fairnessGroupOf('123456789012/Orders', priority)).toBeUndefined();
  }
});
