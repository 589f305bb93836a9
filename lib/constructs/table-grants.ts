import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/** What a function may do to a table's items; CDK's own grants come with Scan, streams and batch writes. */
type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

/** Lets a function do exactly these to the items of a table. */
export const grantOnItems = (
  table: TableV2,
  lambda: LambdaFunction,
  ...actions: readonly ItemAction[]
): void => {
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [table.tableArn],
    }),
  );
};

/** Lets a function update the items of a table whose partition key is like that, and no others. */
export const grantUpdateOfKeys = (
  table: TableV2,
  lambda: LambdaFunction,
  pattern: string,
): void => {
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:UpdateItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] } },
    }),
  );
};

/** Lets a function query an index of a table. */
export const grantQueryIndex = (table: TableV2, lambda: LambdaFunction, index: string): void => {
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:Query'],
      resources: [`${table.tableArn}/index/${index}`],
    }),
  );
};
