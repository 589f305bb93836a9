import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';

const Statement = z.object({
  Principal: z.object({ Service: z.literal('sns.amazonaws.com') }),
  Condition: z.object({
    ArnLike: z.object({ 'aws:SourceArn': z.union([z.string(), z.array(z.string())]) }),
  }),
});
const Policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(z.unknown()) }),
  Topics: z.array(z.string()),
});

/**
 * Where a platform application tells that a push failed, by its ARN. On AWS it is said of each application, and the
 * topic's policy has to allow it; here the policy alone is enough.
 */
export const readApplicationTopics = (
  resources: readonly Resource[],
): ReadonlyMap<string, readonly string[]> => {
  const topics = new Map<string, string[]>();
  for (const { type, properties } of resources) {
    if (type !== 'AWS::SNS::TopicPolicy') continue;
    const { PolicyDocument, Topics } = Policy.parse(properties);
    for (const statement of PolicyDocument.Statement) {
      const allowed = Statement.safeParse(statement).data?.Condition.ArnLike['aws:SourceArn'] ?? [];
      for (const application of [allowed].flat()) {
        topics.set(application, [...(topics.get(application) ?? []), ...Topics]);
      }
    }
  }
  return topics;
};
