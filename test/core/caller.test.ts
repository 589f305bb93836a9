import { expect, test } from 'vitest';
import { callerOf } from '#core/caller.ts';

test.each([
  ['arn:aws:sts::123456789012:assumed-role/Orders/i-0abc', '123456789012/Orders'],
  ['arn:aws:sts::123456789012:assumed-role/Orders/another-session', '123456789012/Orders'],
  ['arn:aws:iam::123456789012:user/ci/deployer', '123456789012/ci/deployer'],
  ['arn:aws:iam::123456789012:root', '123456789012/root'],
])('reads the caller of %s as %s', (arn, caller) => {
  expect(callerOf(arn)).toBe(caller);
});
