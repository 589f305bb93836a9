import * as z from 'zod';

const KeySchema = z.array(
  z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);
const Projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const Index = z.object({ IndexName: z.string(), KeySchema, Projection });

/**
 * What is taken from an AWS::DynamoDB::GlobalTable or Table. Nothing else is: encryption, replicas,
 * recovery, throughput and tags change nothing on one machine.
 */
export const TableDefinition = z
  .object({
    TableName: z.string(),
    KeySchema,
    AttributeDefinitions: z.array(
      z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    GlobalSecondaryIndexes: z.array(Index).optional(),
    LocalSecondaryIndexes: z.array(Index).optional(),
    TimeToLiveSpecification: z
      .object({ AttributeName: z.string().optional(), Enabled: z.boolean() })
      .optional(),
  })
  .transform(({ TimeToLiveSpecification, ...table }) => ({
    table: { ...table, BillingMode: 'PAY_PER_REQUEST' as const },
    expiresBy: TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined,
  }));
export type TableDefinition = z.infer<typeof TableDefinition>;
