import type { GatewayResponse, RestApi } from './rest-api.ts';

/** Why API Gateway answers by itself, with the status that it answers by default. */
export const faults = {
  MISSING_AUTHENTICATION_TOKEN: 403,
  INVALID_SIGNATURE: 403,
  EXPIRED_TOKEN: 403,
  REQUEST_TOO_LARGE: 413,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  /** What a function answers that is no answer, and a function that fails. */
  BAD_GATEWAY: 502,
} as const;
export type Fault = keyof typeof faults;

/** An HTTP answer, whoever made it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

interface FaultDetails {
  readonly message: string;
  readonly requestId: string;
  readonly method: string;
  /** With the stage. */
  readonly path: string;
}

const defaultTemplate = '{"message":$context.error.messageString}';

/** API Gateway's own answer, worded by the gateway responses that the templates declare. */
export const answerFault = (api: RestApi, fault: Fault, details: FaultDetails): Answer => {
  const response = findResponse(api, fault);
  const [contentType, template] = Object.entries(response?.templates ?? {})[0] ?? [
    'application/json',
    defaultTemplate,
  ];
  return {
    status: response?.statusCode ?? faults[fault],
    headers: {
      'content-type': contentType,
      'x-amzn-errortype': errorTypes[fault],
      'x-amzn-requestid': details.requestId,
      ...lowerCased(response?.headers ?? {}),
    },
    body: fill(template, api, fault, details),
  };
};

function findResponse(api: RestApi, fault: Fault): GatewayResponse | undefined {
  const family = faults[fault] < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  return api.gatewayResponses.get(fault) ?? api.gatewayResponses.get(family);
}

function fill(template: string, api: RestApi, fault: Fault, details: FaultDetails): string {
  const variables: Readonly<Record<string, string>> = {
    'error.messageString': JSON.stringify(details.message),
    'error.message': details.message,
    'error.responseType': fault === 'BAD_GATEWAY' ? 'DEFAULT_5XX' : fault,
    extendedRequestId: details.requestId,
    requestId: details.requestId,
    httpMethod: details.method,
    path: details.path,
    stage: api.stage,
    apiId: api.id,
    accountId: api.account,
  };
  return template.replace(
    /\$context\.([A-Za-z]+(?:\.[A-Za-z]+)?)|\$\{context\.([A-Za-z.]+)\}/g,
    // A context variable without a value is the empty string.
    (_whole, bare?: string, braced?: string) => variables[bare ?? braced ?? ''] ?? '',
  );
}

const errorTypes: Readonly<Record<Fault, string>> = {
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  INVALID_SIGNATURE: 'InvalidSignatureException',
  EXPIRED_TOKEN: 'ExpiredTokenException',
  REQUEST_TOO_LARGE: 'RequestEntityTooLargeException',
  INTEGRATION_FAILURE: 'InternalServerErrorException',
  INTEGRATION_TIMEOUT: 'InternalServerErrorException',
  BAD_GATEWAY: 'InternalServerErrorException',
};

function lowerCased(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
