import { Target } from './target.ts';

/** The target that the environment names; undefined where it names none, and the local cloud is it. */
export const environmentTarget = (env: NodeJS.ProcessEnv): Target | undefined => {
  if (env.HERALD_API_URL === undefined) return undefined;
  return Target.parse({
    name: env.HERALD_TARGET ?? 'a deployment',
    apiUrl: env.HERALD_API_URL,
    region: env.HERALD_REGION ?? env.AWS_REGION ?? 'us-east-1',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    },
    publicUrl: env.HERALD_PUBLIC_URL,
    outboxUrl: env.HERALD_OUTBOX_URL,
    ministackMailUrl: env.HERALD_MINISTACK_MAIL_URL,
    s3Url: env.HERALD_S3_URL,
    controlUrl: env.HERALD_CONTROL_URL,
    sqsUrl: env.HERALD_SQS_URL,
    snsUrl: env.HERALD_SNS_URL,
    dynamoUrl: env.HERALD_DYNAMODB_URL,
    mailAddress: env.HERALD_MAIL_ADDRESS,
    lacks: env.HERALD_LACKS?.split(',').filter((need) => need !== ''),
  });
};
