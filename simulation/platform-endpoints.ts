import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  NotFoundException,
  SetEndpointAttributesCommand,
} from '@aws-sdk/client-sns';

/** The platform endpoints of SNS: what stands for a device there. */
export interface PlatformEndpoints {
  /** The token behind an endpoint's ARN. */
  tokenOf(arn: string): string;
  /** Whether something reaches the device of a token. */
  isEnabled(token: string): boolean;
  /** Answers what concerns endpoints; undefined for any other command. */
  execute(command: unknown): object | undefined;
}

/** The app was removed from these devices. */
const removedFrom = /^gone/;

const prefix = 'arn:aws:sns:us-east-1:000000000000:endpoint/GCM/herald/';

/** Endpoints that are made, found again and deleted. */
export const createPlatformEndpoints = (): PlatformEndpoints => {
  const enabled = new Set<string>();
  return {
    tokenOf: (arn) => arn.slice(prefix.length),
    isEnabled: (token) => enabled.has(token) && !removedFrom.test(token),
    execute: (command) => {
      if (command instanceof CreatePlatformEndpointCommand) {
        const { Token = '' } = command.input;
        enabled.add(Token);
        return { EndpointArn: `${prefix}${Token}` };
      }
      if (command instanceof SetEndpointAttributesCommand) {
        const { EndpointArn = '' } = command.input;
        if (!enabled.has(EndpointArn.slice(prefix.length)))
          throw new NotFoundException({ message: 'Endpoint does not exist', $metadata: {} });
        return {};
      }
      if (command instanceof DeleteEndpointCommand) {
        enabled.delete((command.input.EndpointArn ?? '').slice(prefix.length));
        return {};
      }
      return undefined;
    },
  };
};
