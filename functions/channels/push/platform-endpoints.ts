import {
  AuthorizationErrorException,
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  InvalidParameterException,
  NotFoundException,
  SetEndpointAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';

/** The platform endpoints of Amazon SNS: what stands for a device there. Every call may be repeated. */
export interface PlatformEndpoints {
  /** The ARN of the one endpoint of a token, enabled. */
  register(applicationArn: string, token: string): Promise<string>;
  /** One that is gone already is no error. */
  remove(endpointArn: string): Promise<void>;
}

/** SNS names the endpoint only in the words of its error, and tells its callers to read it there. */
const existingArn = /Endpoint (arn:\S+) already exists with the same token/i;

/** The endpoints through SNS. */
export const createPlatformEndpoints = (client: SNSClient): PlatformEndpoints => ({
  register: async (applicationArn, token) => {
    const endpointArn = await create(client, applicationArn, token);
    // The platform may have disabled it when the app was removed that is installed again now.
    await client.send(
      new SetEndpointAttributesCommand({
        EndpointArn: endpointArn,
        Attributes: { Enabled: 'true', Token: token },
      }),
    );
    return endpointArn;
  },
  remove: async (endpointArn) => {
    try {
      await client.send(new DeleteEndpointCommand({ EndpointArn: endpointArn }));
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
    }
  },
});

async function create(client: SNSClient, applicationArn: string, token: string): Promise<string> {
  try {
    const { EndpointArn } = await client.send(
      new CreatePlatformEndpointCommand({ PlatformApplicationArn: applicationArn, Token: token }),
    );
    if (EndpointArn === undefined) throw new Error('SNS made an endpoint and did not name it');
    return EndpointArn;
  } catch (error) {
    const isDifferent = error instanceof InvalidParameterException;
    const found = isDifferent ? existingArn.exec(error.message)?.[1] : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/** Deleted with its application, or of one that this stage no longer has: nobody pushes there either way. */
function isOutOfReach(error: unknown): boolean {
  return (
    error instanceof NotFoundException ||
    error instanceof InvalidParameterException ||
    error instanceof AuthorizationErrorException
  );
}
