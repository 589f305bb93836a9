import { expect, test } from 'vitest';
import { readRestApis } from '#local/api-gateway/rest-api.ts';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';

const resource = (
  type: string,
  ref: string,
  properties: Readonly<Record<string, unknown>>,
): Resource => ({
  stack: 'Api',
  logicalId: ref,
  type: `AWS::ApiGateway::${type}`,
  account: '000000000000',
  region: 'us-east-1',
  ref,
  attributes: {},
  properties,
});

const uri =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/' +
  'arn:aws:lambda:us-east-1:000000000000:function:Ingress:live/invocations';

test('reads paths, methods, functions and gateway responses from the resources', () => {
  const RestApiId = 'api1';
  const method = (
    ResourceId: string,
    HttpMethod: string,
    more: Readonly<Record<string, unknown>>,
  ) =>
    resource('Method', `${ResourceId}${HttpMethod}`, {
      RestApiId,
      ResourceId,
      HttpMethod,
      ...more,
    });
  const proxy = { Integration: { Type: 'AWS_PROXY', Uri: uri } };
  const [api, ...others] = readRestApis([
    method('res2', 'POST', { AuthorizationType: 'AWS_IAM', ...proxy }),
    method('api1-root', 'ANY', { AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } }),
    resource('Resource', 'res2', { RestApiId, ParentId: 'res1', PathPart: 'send' }),
    resource('Resource', 'res1', { RestApiId, ParentId: 'api1-root', PathPart: 'notifications' }),
    resource('Stage', 'v1', { RestApiId, StageName: 'v1' }),
    resource('GatewayResponse', 'large', {
      RestApiId,
      ResponseType: 'REQUEST_TOO_LARGE',
      StatusCode: '413',
      ResponseParameters: { 'gatewayresponse.header.Content-Type': "'application/problem+json'" },
      ResponseTemplates: { 'application/json': '{}' },
    }),
    resource('RestApi', 'api1', { Name: 'herald' }),
  ]);
  expect(others).toEqual([]);
  expect(api).toMatchObject({ id: 'api1', name: 'herald', stage: 'v1' });
  expect(api?.resources).toEqual([
    {
      id: 'res2',
      path: '/notifications/send',
      methods: new Map([['POST', { authorization: 'AWS_IAM', functionName: 'Ingress' }]]),
    },
    {
      id: 'api1-root',
      path: '/',
      methods: new Map([['ANY', { authorization: 'NONE', functionName: undefined }]]),
    },
  ]);
  expect(api?.gatewayResponses.get('REQUEST_TOO_LARGE')).toEqual({
    statusCode: 413,
    headers: { 'Content-Type': 'application/problem+json' },
    templates: { 'application/json': '{}' },
  });
});

test('refuses an authorization that it cannot check', () => {
  const method = resource('Method', 'm', {
    RestApiId: 'api1',
    ResourceId: 'r',
    HttpMethod: 'GET',
    AuthorizationType: 'COGNITO_USER_POOLS',
    Integration: { Type: 'MOCK' },
  });
  expect(() => readRestApis([method])).toThrow('AuthorizationType');
});
