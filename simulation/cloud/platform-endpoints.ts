import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  GetEndpointAttributesCommand,
  NotFoundException,
  SetEndpointAttributesCommand,
} from '@aws-sdk/client-sns';

/** The platform endpoints of SNS: what stands for a device there. */
export interface PlatformEndpoints {
  /** The token behind an endpoint's ARN. */
  tokenOf(arn: string): string;
  arnOf(token: string): string;
  /** Whether something reaches the device of a token. */
  isEnabled(token: string): boolean;
  /** The platform says that the app was removed. */
  disable(token: string): void;
  /** Answers what concerns endpoints; undefined for any other command. */
  execute(command: unknown): object | undefined;
}

/** The app was removed from these devices. */
const removedFrom = /^gone/;

const prefix = 'arn:aws:sns:us-east-1:000000000000:endpoint/GCM/herald/';

/** Endpoints that are made, found again, disabled and deleted; `onEnabled` is told of a token whose app is back. */
export const createPlatformEndpoints = (onEnabled: (token: string) => void): PlatformEndpoints => {
  /** By token: whether it is enabled. */
  const endpoints = new Map<string, boolean>();
  const arnOf = (token: string) => `${prefix}${token}`;
  const tokenOf = (arn = '') => arn.slice(prefix.length);
  const existing = (arn: string | undefined): { token: string; isEnabled: boolean } => {
    const token = tokenOf(arn);
    const isEnabled = endpoints.get(token);
    if (isEnabled !== undefined) return { token, isEnabled };
    throw new NotFoundException({ message: 'Endpoint does not exist', $metadata: {} });
  };
  const make = (token: string) => {
    if (!endpoints.has(token)) endpoints.set(token, true);
    return { EndpointArn: arnOf(token) };
  };
  const enable = (token: string) => {
    endpoints.set(token, true);
    onEnabled(token);
    return {};
  };
  return {
    tokenOf,
    arnOf,
    isEnabled: (token) => endpoints.get(token) === true && !removedFrom.test(token),
    disable: (token) => {
      if (endpoints.has(token)) endpoints.set(token, false);
    },
    execute: (command) => {
      if (command instanceof CreatePlatformEndpointCommand) return make(command.input.Token ?? '');
      if (command instanceof SetEndpointAttributesCommand)
        return enable(existing(command.input.EndpointArn).token);
      if (command instanceof GetEndpointAttributesCommand) {
        const { token, isEnabled } = existing(command.input.EndpointArn);
        return { Attributes: { Token: token, Enabled: String(isEnabled) } };
      }
      if (command instanceof DeleteEndpointCommand) {
        endpoints.delete(tokenOf(command.input.EndpointArn));
        return {};
      }
      return undefined;
    },
  };
};
