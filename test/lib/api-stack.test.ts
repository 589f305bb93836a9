import { expect, test } from 'vitest';
import { Problem } from '#core/problem.ts';
import { templatesOf } from './synthesize.ts';

const { api } = await templatesOf('prod');

test('asks for a signature on every path', () => {
  const methods = Object.values(api?.findResources('AWS::ApiGateway::Method') ?? {});
  expect(new Set(methods.map(({ Properties }) => Properties.HttpMethod))).toEqual(
    new Set(['ANY', 'POST']),
  );
  api?.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'AWS_IAM' });
});

test('serves stage v1 from the region itself, throttled', () => {
  api?.hasResourceProperties('AWS::ApiGateway::RestApi', {
    EndpointConfiguration: { Types: ['REGIONAL'] },
  });
  api?.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'v1' });
  api?.hasResourceProperties('AWS::ApiGateway::Stage', {
    MethodSettings: [{ HttpMethod: '*', ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 2_000 }],
  });
});

test('logs who called what, and nothing of what was said', () => {
  const [stage] = Object.values(api?.findResources('AWS::ApiGateway::Stage') ?? {});
  const format: string = stage?.Properties.AccessLogSetting.Format;
  expect(format).toContain('$context.requestId');
  expect(format).not.toMatch(/sourceIp|path"|body/);
});

const responses = Object.values(api?.findResources('AWS::ApiGateway::GatewayResponse') ?? {}).map(
  ({ Properties }) => ({
    type: String(Properties.ResponseType),
    status: Number(Properties.StatusCode),
    problem: Problem.parse(JSON.parse(Properties.ResponseTemplates['application/problem+json'])),
    headers: Properties.ResponseParameters,
  }),
);

test.each(responses)('answers $type as a problem with a code and the request id', (response) => {
  expect(response.problem.status).toBe(response.status);
  expect(response.problem.requestId).toBe('$context.requestId');
  expect(response.problem.detail).toMatch(/\.$/);
});

test('answers unsigned calls with 403 and too many with Retry-After', () => {
  const by = (type: string) => responses.find((response) => response.type === type);
  expect(by('MISSING_AUTHENTICATION_TOKEN')).toMatchObject({
    status: 403,
    problem: { code: 'UNSIGNED' },
  });
  expect(by('THROTTLED')).toMatchObject({
    status: 429,
    headers: { 'gatewayresponse.header.Retry-After': "'1'" },
  });
});
