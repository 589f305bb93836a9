import {
  AuthorizationErrorException,
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  GetEndpointAttributesCommand,
  InvalidParameterException,
  NotFoundException,
  SetEndpointAttributesCommand,
  SNSClient,
  type SNSClientConfig,
} from '@aws-sdk/client-sns';

/** The one endpoint of a token, or what SNS has against it. */
export type Registered =
  | { readonly kind: 'registered'; readonly endpointArn: string }
  /** No device of that platform can have this token. */
  | { readonly kind: 'bad-token' }
  /** There is no such platform application, or it is not ours to use. */
  | { readonly kind: 'no-application' };

/** An endpoint as SNS knows it. */
export interface FoundEndpoint {
  readonly token: string;
  /** False where its platform has said that the device is gone. */
  readonly isEnabled: boolean;
}

/** The platform endpoints of Amazon SNS: what stands for a device there. Every call may be repeated. */
export interface PlatformEndpoints {
  /** Makes the endpoint of a token, or finds and enables the one that there is. */
  register(applicationArn: string, token: string): Promise<Registered>;
  /** Whose token it stands for, and whether it is still pushed to; undefined for none. */
  find(endpointArn: string): Promise<FoundEndpoint | undefined>;
  /** One that is gone already is no error. */
  remove(endpointArn: string): Promise<void>;
}

/** SNS names the endpoint only in the words of its error, and tells its callers to read it there. */
const existingArn = /Endpoint (arn:\S+) already exists with the same token/i;

const badToken = /Invalid parameter: Token Reason/i;

/** What is repeated does no harm here, unlike a push; short tries, for somebody waits for the answer. */
export const createEndpointClient = (config: SNSClientConfig = {}): SNSClient =>
  new SNSClient({
    maxAttempts: 3,
    requestHandler: { requestTimeout: 2_000, throwOnRequestTimeout: true },
    ...config,
  });

/** The endpoints through SNS. */
export const createPlatformEndpoints = (client: SNSClient): PlatformEndpoints => ({
  register: async (applicationArn, token) => {
    try {
      const endpointArn = await create(client, applicationArn, token);
      // The platform may have disabled it when the app was removed that is installed again now.
      await client.send(
        new SetEndpointAttributesCommand({
          EndpointArn: endpointArn,
          Attributes: { Enabled: 'true', Token: token },
        }),
      );
      return { kind: 'registered', endpointArn };
    } catch (error) {
      if (error instanceof InvalidParameterException && badToken.test(error.message)) {
        return { kind: 'bad-token' };
      }
      if (isOutOfReach(error)) return { kind: 'no-application' };
      throw error;
    }
  },
  find: async (endpointArn) => {
    try {
      const { Attributes = {} } = await client.send(
        new GetEndpointAttributesCommand({ EndpointArn: endpointArn }),
      );
      const { Token: token, Enabled } = Attributes;
      return token === undefined ? undefined : { token, isEnabled: Enabled !== 'false' };
    } catch (error) {
      if (isOutOfReach(error)) return undefined;
      throw error;
    }
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
