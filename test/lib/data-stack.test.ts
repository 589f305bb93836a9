import { expect, test } from 'vitest';
import { templatesOf } from './synthesize.ts';

const prod = (await templatesOf('prod')).data;
const dev = (await templatesOf('dev')).data;

const tables = Object.entries(prod?.findResources('AWS::DynamoDB::GlobalTable') ?? {});

test('keeps the tables of prod, whatever happens to the stack', () => {
  expect(tables).toHaveLength(8);
  for (const [, table] of tables) {
    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
    expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
  }
});

test('deletes the tables of dev with it', () => {
  for (const table of Object.values(dev?.findResources('AWS::DynamoDB::GlobalTable') ?? {})) {
    expect(table.DeletionPolicy).toBe('Delete');
  }
});

test('can go back to any second with what nothing could rebuild', () => {
  const recoverable = tables
    .filter(([, { Properties }]) => {
      const { PointInTimeRecoverySpecification: recovery } = Properties.Replicas[0];
      return recovery.PointInTimeRecoveryEnabled;
    })
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(recoverable.toSorted()).toEqual([
    'Analytics',
    'Channels',
    'EventHooks',
    'Inbox',
    'Notifications',
    'Recipients',
    'Templates',
  ]);
});
