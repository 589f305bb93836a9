import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { functionNameOf } from '#local/lambda/function-definition.ts';

/** What API Gateway does with a call of one method. */
export interface Method {
  readonly authorization: 'AWS_IAM' | 'NONE';
  /** Undefined for a MOCK integration. */
  readonly functionName: string | undefined;
}

/** One path of the tree that the templates declare. */
export interface ApiResource {
  readonly id: string;
  /** As declared: /notifications/{id}. */
  readonly path: string;
  /** By verb; ANY for all that have none of their own. */
  readonly methods: ReadonlyMap<string, Method>;
}

/** An answer of API Gateway's own, as a template words it. */
export interface GatewayResponse {
  readonly statusCode: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** By content type. */
  readonly templates: Readonly<Record<string, string>>;
}

/** A REST API with its stage, ready to be served. */
export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly ApiResource[];
  /** By response type: MISSING_AUTHENTICATION_TOKEN, DEFAULT_4XX, ... */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
}

const PartProperties = z.object({
  RestApiId: z.string(),
  ParentId: z.string(),
  PathPart: z.string(),
});

const MethodProperties = z.object({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(['AWS_IAM', 'NONE']).default('NONE'),
  Integration: z.discriminatedUnion('Type', [
    z.object({ Type: z.literal('AWS_PROXY'), Uri: z.string() }),
    z.object({ Type: z.literal('MOCK') }),
  ]),
});

const GatewayResponseProperties = z.object({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

const StageProperties = z.object({ RestApiId: z.string(), StageName: z.string() });

/** Reads every REST API of an app. */
export const readRestApis = (resources: readonly Resource[]): readonly RestApi[] => {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const parts = new Map(
    ofType('AWS::ApiGateway::Resource').map(({ ref, properties }) => [
      ref,
      PartProperties.parse(properties),
    ]),
  );
  const methods = ofType('AWS::ApiGateway::Method').map((one) =>
    MethodProperties.parse(one.properties),
  );
  const stages = ofType('AWS::ApiGateway::Stage').map((one) =>
    StageProperties.parse(one.properties),
  );
  const gatewayResponses = ofType('AWS::ApiGateway::GatewayResponse').map((one) =>
    GatewayResponseProperties.parse(one.properties),
  );

  const pathOf = (resourceId: string): string => {
    const part = parts.get(resourceId);
    return part === undefined ? '' : `${pathOf(part.ParentId)}/${part.PathPart}`;
  };

  return ofType('AWS::ApiGateway::RestApi').map((api) => {
    const ofApi = <Part extends { readonly RestApiId: string }>(all: readonly Part[]) =>
      all.filter(({ RestApiId }) => RestApiId === api.ref);
    const stage = ofApi(stages)[0];
    if (stage === undefined) throw new Error(`${api.stack}/${api.logicalId} has no stage.`);
    const byResource = Map.groupBy(ofApi(methods), ({ ResourceId }) => ResourceId);
    return {
      id: api.ref,
      name: String(api.properties.Name ?? api.logicalId),
      stage: stage.StageName,
      account: api.account,
      region: api.region,
      resources: [...byResource].map(([id, itsMethods]) => ({
        id,
        path: pathOf(id) || '/',
        methods: new Map(itsMethods.map((method) => [method.HttpMethod, toMethod(method)])),
      })),
      gatewayResponses: new Map(
        ofApi(gatewayResponses).map((response) => [
          response.ResponseType,
          toGatewayResponse(response),
        ]),
      ),
    };
  });
};

function toMethod({ AuthorizationType, Integration }: z.infer<typeof MethodProperties>): Method {
  return {
    authorization: AuthorizationType,
    functionName: Integration.Type === 'MOCK' ? undefined : functionOfUri(Integration.Uri),
  };
}

/** `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`. */
function functionOfUri(uri: string): string {
  const functionArn = /\/functions\/(.+)\/invocations$/.exec(uri)?.[1];
  if (functionArn === undefined) throw new Error(`${uri} names no function.`);
  return functionNameOf(functionArn);
}

function toGatewayResponse(properties: z.infer<typeof GatewayResponseProperties>): GatewayResponse {
  const prefix = 'gatewayresponse.header.';
  return {
    statusCode: properties.StatusCode,
    headers: Object.fromEntries(
      Object.entries(properties.ResponseParameters)
        .filter(([name]) => name.startsWith(prefix))
        // A literal stands in single quotes.
        .map(([name, value]) => [name.slice(prefix.length), value.replace(/^'(.*)'$/, '$1')]),
    ),
    templates: properties.ResponseTemplates,
  };
}
