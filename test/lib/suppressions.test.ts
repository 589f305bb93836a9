import { expect, test } from 'vitest';
import { suppressionIndex, tableKeys } from '#platform/table-keys.ts';
import { templatesOf } from './synthesize.ts';

const { data, api } = await templatesOf('prod');

test('what is suppressed is listed by an index that says nothing of owners or profiles', () => {
  data?.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    KeySchema: [{ AttributeName: tableKeys.recipients.partitionKey, KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: suppressionIndex.name,
        KeySchema: [
          { AttributeName: suppressionIndex.partitionKey, KeyType: 'HASH' },
          { AttributeName: suppressionIndex.sortKey, KeyType: 'RANGE' },
        ],
        Projection: {
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: ['addressType', 'maskedAddress', 'suppressions'],
        },
      },
    ],
  });
});

test('no function scans a table', () => {
  const policies = Object.values(api?.findResources('AWS::IAM::Policy') ?? {});
  const text = JSON.stringify(policies);
  expect(text).toContain(`/index/${suppressionIndex.name}`);
  expect(text).not.toContain('dynamodb:Scan');
});
